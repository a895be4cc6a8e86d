import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { replaceIn } from '../create/writing/move-into.ts';
import { STAGING } from '../create/writing/moves.ts';
import { removeDrafts, takeBackLeftovers } from '../create/writing/staging.ts';
import type { Change, FileUpdate, SiteState } from '../events/update.ts';
import { Failure } from '../failure.ts';
import { RECORD, readIfThere } from '../project/manifest.ts';
import { ROOT } from '../root.ts';
import { findBases } from './bases.ts';
import { checkCheckedOut, checkCommitted } from './committed.ts';
import { diffOf } from './diff.ts';
import { checkFrom } from './generated.ts';
import { filesIn, type Git, gitIn, isInRepository } from './git.ts';
import { withLineEndsOf } from './merge/line-ends.ts';
import { findMoves, mayHaveMoved } from './moves/moves.ts';
import type { UpdateOptions } from './options.ts';
import { type PlannedUpdate, planUpdate } from './plan-update.ts';
import { recordUpdate } from './record-update.ts';
import { withScratch } from './scratch.ts';
import { settingsToAdd } from './site/settings.ts';
import { presentAt } from './site/site-files.ts';
import { changesFor, type SiteVersions, siteStateOf, statesOf } from './site/site-state.ts';
import { type SurveyedPath, surveySite } from './survey.ts';

/** A site that was updated, or would be. */
export interface UpdatedSite {
  /** Absolute path. */
  directory: string;
  from: SiteState;
  to: SiteState;
  /** What was changed. */
  files: FileUpdate[];
  /** Whether there was nothing to do. */
  upToDate: boolean;
  /** The lines of the changelog since the recorded version. */
  changes: Change[];
  /** Lines that the site's own `.env` may need. */
  settings: string[];
  /** The changes as git shows them; only for a dry run. */
  diff: string | undefined;
}

/**
 * Updates a site to this version's templates, or changes its mode or store. The owner's changes are merged. Writes all
 * files or none, installs nothing and commits nothing.
 *
 * @throws Failure `no-record`, `no-base`, `no-git`, `uncommitted`, `usage`, `cannot-write` or `interrupted`; then the
 * site is unchanged
 */
export function update(options: UpdateOptions = {}): Promise<UpdatedSite> {
  return updateBy(ROOT, options);
}

/** The same, with the templates and the changelog of the package in another folder. */
export async function updateBy(root: URL, options: UpdateOptions): Promise<UpdatedSite> {
  const { dryRun = false, force = false, from, signal = new AbortController().signal } = options;
  const directory = resolve(options.directory ?? '.');
  checkFrom(from);
  if (!dryRun) tidyUp(directory);
  else if (existsSync(join(directory, STAGING))) throw halfWritten(directory);
  const site = siteStateOf(directory, options, root);
  const rows = surveySite(directory, site.record, site.today);
  const record = recordUpdate(site);
  const answer = answerOf(site, rows, root);
  if (!record && rows.every(({ decision }) => decision === 'nothing')) {
    return { ...answer, upToDate: true };
  }
  const git = await gitIn(directory, signal);
  const inRepository = await isInRepository(git);
  if (inRepository) await checkCheckedOut(git, rows);
  return withScratch(['merge', 'base', 'diff'], async ([scratch = '', base = '', diff = '']) => {
    const find = { record: site.record, git, from, scratch: base, root, signal };
    const bases = await findBases(wantedOf(rows), find);
    const others = inRepository ? await othersIn(git, rows) : [];
    const moves = findMoves(directory, rows, bases, others);
    const merging = { git, labels: { ours: 'yours', ...labelsOf(site) }, scratch };
    const updates = await planUpdate({ rows, bases, moves, merging });
    const all = [...updates, ...(record ? [record] : [])];
    const files = updates.map(withoutContents);
    if (dryRun) {
      const differences = differencesOf(directory, all);
      return { ...answer, files, diff: await diffOf(differences, await gitIn(diff, signal), diff) };
    }
    if (!force) await checkCommitted(git, inRepository, directory, all);
    if (signal.aborted) throw new Failure('interrupted', 'Interrupted. Nothing was changed.');
    replaceIn(
      directory,
      all.flatMap(({ write }) => write ?? []),
      all.flatMap(({ remove }) => remove ?? []),
      () => checkAsPlanned(directory, all),
    );
    return { ...answer, files };
  });
}

/** Undoes the work of a killed update, and removes its temporary files. */
function tidyUp(directory: string): void {
  takeBackLeftovers(directory);
  if (existsSync(directory)) removeDrafts(directory);
}

/**
 * Checks that the files have not changed since the update was planned, for example in an editor.
 *
 * @throws Failure `uncommitted` if one has
 */
function checkAsPlanned(directory: string, updates: readonly PlannedUpdate[]): void {
  for (const { write, remove, before } of updates) {
    const path = remove ?? write?.path;
    if (path === undefined) continue;
    const present = presentAt(directory, path);
    const now =
      present.state === 'file' ? withLineEndsOf(present.file, present.file.bytes) : undefined;
    const isSame = now && before ? now.equals(before) : present.state === 'missing' && !before;
    if (isSame) continue;
    throw new Failure(
      'uncommitted',
      `${path} has changed while the update was planned. Nothing was changed. Commit it and try again.`,
    );
  }
}

function answerOf(site: SiteVersions, rows: readonly SurveyedPath[], root: URL): UpdatedSite {
  return {
    directory: site.directory,
    ...statesOf(site),
    files: [],
    upToDate: false,
    changes: changesFor(site, root),
    settings: settingsFor(site.directory, rows),
    diff: undefined,
  };
}

/** The files whose original contents are needed, or would help. */
function wantedOf(rows: readonly SurveyedPath[]) {
  const moved = new Set(mayHaveMoved(rows).map(({ path }) => path));
  return rows.flatMap(({ path, base: id, decision }) => {
    const isNeeded = decision === 'merge';
    return id !== undefined && (isNeeded || moved.has(path))
      ? [{ path, id, optional: !isNeeded }]
      : [];
  });
}

/** The site's files that were not generated. */
async function othersIn(git: Git, rows: readonly SurveyedPath[]): Promise<string[]> {
  const made = new Set(rows.map(({ path }) => path));
  return (await filesIn(git)).filter((path) => path !== RECORD && !made.has(path));
}

/** The names of the two versions in conflict marks; if the versions are equal, with the options that differ. */
function labelsOf({ record, next }: SiteVersions): { base: string; theirs: string } {
  const name = (version: string) => `create-session-app ${version}`;
  if (record.version !== next.version) {
    return { base: name(record.version), theirs: name(next.version) };
  }
  const choices = ({ options: { mode, store } }: SiteVersions['record']) => `${mode}, ${store}`;
  return {
    base: `${name(record.version)} (${choices(record)})`,
    theirs: `${name(next.version)} (${choices(next)})`,
  };
}

function settingsFor(directory: string, rows: readonly SurveyedPath[]): string[] {
  const env = textOf(join(directory, '.env'));
  const example = rows.find(({ path }) => path === '.env.example');
  if (env === undefined || !example?.today) return [];
  const before = example.present.state === 'file' ? example.present.file.bytes : undefined;
  return settingsToAdd(env, before?.toString(), example.today.toString());
}

/** Some people keep secrets in a pipe that only their app may read: an update must not depend on it. */
function textOf(place: string): string | undefined {
  try {
    return readIfThere(place);
  } catch {
    return undefined;
  }
}

function withoutContents({ path, action, from, why }: PlannedUpdate): FileUpdate {
  return { path, action, ...(from && { from }), ...(why && { why }) };
}

function differencesOf(directory: string, updates: readonly PlannedUpdate[]) {
  return updates.flatMap(({ write, remove, before }) => [
    ...(write ? [{ path: write.path, before, after: Buffer.from(write.contents) }] : []),
    ...(remove === undefined
      ? []
      : [{ path: remove, before: readFileSync(join(directory, remove)), after: undefined }]),
  ]);
}

function halfWritten(directory: string): Failure {
  return new Failure(
    'cannot-write',
    `An update of ${directory} was killed in the middle. The next one takes back what it did: run it without --dry-run.`,
  );
}
