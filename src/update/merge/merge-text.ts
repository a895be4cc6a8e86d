import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import type { Git } from '../git.ts';

/** Three states of a file; with an empty base, every difference is a conflict. */
export interface ThreeStates {
  base: Buffer;
  ours: Buffer;
  theirs: Buffer;
}

/** The names of the states in conflict marks. */
export type Labels = Record<keyof ThreeStates, string>;

/** Files whose lines are independent: if both sides have added some, both are kept. */
const LISTS: ReadonlySet<string> = new Set(['.env.example', '.gitignore', '.dockerignore']);

/** The result of a merge; if both sides have changed the same lines, it has both, between git's marks. */
export interface MergedText {
  contents: Buffer;
  conflicts: number;
}

/** From this exit code on, merge-file has failed; a lower one is the number of conflicts. */
const FAILED = 128;

/**
 * Merges three texts with `git merge-file`, which needs them as files.
 *
 * @param path decides how the file is merged
 * @param scratch a temporary folder of this update
 * @throws Failure `no-git` if git fails
 */
export async function mergeText(
  git: Git,
  path: string,
  states: ThreeStates,
  labels: Labels,
  scratch: string,
): Promise<MergedText> {
  const names = ['ours', 'base', 'theirs'] as const;
  const places = names.map((name) => {
    const place = join(scratch, name);
    writeFileSync(place, states[name]);
    return place;
  });
  const words = names.flatMap((name) => ['-L', labels[name]]);
  const union = LISTS.has(path) ? ['--union'] : [];
  const merge = ['merge-file', '--stdout', '--quiet', ...union, ...words, ...places];
  const { exitCode = FAILED, stdout, stderr } = await git(merge);
  if (exitCode < FAILED) return { contents: stdout, conflicts: exitCode };
  throw new Failure('no-git', [
    '"git merge-file" failed. Nothing was changed. Git said:',
    `    ${stderr.trim().split('\n').at(-1) ?? ''}`,
  ]);
}
