import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import type { Git } from '../git.ts';

/** Three states of a file; without a base, all that differs is a conflict. */
export interface ThreeStates {
  base: Buffer;
  ours: Buffer;
  theirs: Buffer;
}

/** How conflict marks call them. */
export type Labels = Record<keyof ThreeStates, string>;

/** Files whose lines stand for themselves: where both sides have added some, both are right. */
const LISTS: ReadonlySet<string> = new Set(['.env.example', '.gitignore', '.dockerignore']);

/** What came of a merge; where both sides have changed the same lines, both are in it, between git's marks. */
export interface MergedText {
  contents: Buffer;
  conflicts: number;
}

/** From here on the exit code of merge-file is no number of conflicts. */
const FAILED = 128;

/**
 * Merges three texts by `git merge-file`, which needs them as files.
 *
 * @param path says what kind of file it is
 * @param scratch an empty folder, which is somebody's own
 * @throws Failure `no-git` where git fails at it
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
