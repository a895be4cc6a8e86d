import { Failure } from '../failure.ts';
import { count } from '../quantities.ts';
import { committedIn, type Git, leftOutIn } from './git.ts';
import type { PlannedUpdate } from './plan-update.ts';
import type { SurveyedPath } from './survey.ts';

/** The most files to name. */
const MOST_NAMED = 3;

/**
 * Checks that everything is committed that git tracks or the update overwrites, so that the update can be reviewed and
 * undone.
 *
 * @throws Failure `uncommitted` if something is not
 */
export async function checkCommitted(
  git: Git,
  inRepository: boolean,
  directory: string,
  updates: readonly PlannedUpdate[],
): Promise<void> {
  if (!inRepository) {
    throw new Failure('uncommitted', [
      `${directory} is in no git repository, so that you could not see what an update has changed, nor take it back. Make it one and commit, or add --force. Nothing was changed.`,
      '  git init && git add --all && git commit --message "Before the update"',
    ]);
  }
  const { exitCode } = await git(['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (exitCode !== 0) {
    throw new Failure(
      'uncommitted',
      `Nothing is committed yet in the repository of ${directory}. Commit, or add --force. Nothing was changed.`,
    );
  }
  const { clean, changed } = await committedIn(git);
  const touched = updates.flatMap(({ write, remove, before }) =>
    before && write ? [write.path] : (remove ?? []),
  );
  const open = new Set([...changed, ...touched.filter((path) => !clean.has(path))]);
  if (open.size === 0) return;
  throw new Failure(
    'uncommitted',
    `${directory} has changes that are not committed: ${namesOf([...open])}. Commit or stash them, or move them away, so that an update can be looked at and taken back, or add --force. Nothing was changed.`,
  );
}

/**
 * Checks that a sparse checkout does not leave out a file that the update must change. Such a file is missing in the
 * folder, but its owner has not deleted it.
 *
 * @throws Failure `uncommitted` if one is left out
 */
export async function checkCheckedOut(git: Git, rows: readonly SurveyedPath[]): Promise<void> {
  const missing = rows.filter(({ decision }) => decision === 'left-out' || decision === 'add');
  if (missing.length === 0) return;
  const leftOut = await leftOutIn(git);
  const [first] = missing.filter(({ path }) => leftOut.has(path));
  if (!first) return;
  throw new Failure('uncommitted', [
    `A sparse checkout leaves out ${first.path}, which an update has to change. Check it out and try again. Nothing was changed.`,
    '  git sparse-checkout disable',
  ]);
}

function namesOf(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  const named = paths.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${named} and ${count(more, 'more file')}` : named;
}
