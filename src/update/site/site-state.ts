import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { blobId } from '../../create/blob-id.ts';
import { choicesOf, LANGUAGE, MODE, STORE } from '../../create/options.ts';
import { type PlannedFile, plan } from '../../create/plan.ts';
import { PRIVATE, type SiteRecord } from '../../create/record.ts';
import type { Change, SiteState } from '../../events/update.ts';
import { Failure } from '../../failure.ts';
import { checkFolder } from '../../folder.ts';
import { RECORD, readManifest } from '../../project/manifest.ts';
import { packageManagerOf } from '../../project/package-manager.ts';
import { changesIn, changesSince } from '../changelog.ts';
import type { UpdateOptions } from '../options.ts';
import { compareVersions, isVersion } from '../versions.ts';
import { presentAt } from './site-files.ts';
import { parseRecord, readRecord } from './site-record.ts';

/** A site as it was generated, and as it would be generated now. */
export interface SiteVersions {
  directory: string;
  record: SiteRecord;
  /** The new record. */
  next: SiteRecord;
  today: PlannedFile[];
}

/** The version of a site if it is unknown which version made it. */
const UNKNOWN_VERSION = '0.0.0';

/**
 * Reads what a site was made with, and plans it with the present version.
 *
 * @param root the folder of the package that generates it now
 * @throws Failure `usage` if there is no such folder, or if a later version has made the site; `no-record`
 */
export function siteStateOf(
  directory: string,
  { mode, store, from }: Pick<UpdateOptions, 'mode' | 'store' | 'from'>,
  root: URL,
): SiteVersions {
  checkFolder(directory);
  const record = readRecord(directory) ?? recordFrom(directory, from, root);
  const options = { ...record.options, ...(mode && { mode }), ...(store && { store }) };
  const today = plan({ ...options, root });
  const next = parseRecord(today.find(({ path }) => path === RECORD)?.contents ?? '');
  if (!next) throw new Error('A plan has no record of itself');
  if (compareVersions(record.version, next.version) > 0) {
    throw new Failure('usage', [
      `${directory} was made by version ${record.version}, and this is ${next.version}, which is older. Run the newest:`,
      '  npx create-session-app@latest update',
    ]);
  }
  return { directory, record, next, today };
}

/**
 * The lines of the changelog that a site lacks; unreleased ones are included if the present templates differ from the
 * site's.
 */
export function changesFor({ record, next }: SiteVersions, root: URL): Change[] {
  const changes = changesIn(readFileSync(new URL('CHANGELOG.md', root), 'utf8'));
  const now = plan({ ...record.options, root }).filter(({ path }) => path !== RECORD);
  // How package.json names this package depends on where that was installed.
  const differs = now.some(
    ({ path, contents }) =>
      path !== 'package.json' && !PRIVATE.has(path) && record.files[path] !== blobId(contents),
  );
  return changesSince(changes, record.version, next.version, differs);
}

/** The states of a site for `--json`. */
export function statesOf({ directory, record, next }: SiteVersions): {
  from: SiteState;
  to: SiteState;
} {
  const state = ({ version, options }: SiteRecord) => ({
    version,
    options: { ...options, directory },
  });
  return { from: state(record), to: state(next) };
}

/**
 * Makes the record of a site that has none, from the same site as it was generated. It lists only files that are still
 * generated: others may be the owner's, and must not be removed.
 */
function recordFrom(directory: string, from: string | undefined, root: URL): SiteRecord {
  const manifest = readManifest(directory);
  const marker = manifest?.['create-session-app'];
  const mode = choicesOf(MODE).find((one) => one === marker?.mode);
  const store = choicesOf(STORE).find((one) => one === marker?.store);
  const language = choicesOf(LANGUAGE).find((one) => one === marker?.language);
  if (!manifest || !mode || !store || !language) throw noSite(directory);
  if (from === undefined) throw noRecord(directory);
  const generated = resolve(from);
  const recorded = readRecord(generated);
  if (recorded) return recorded;
  const packageManager = packageManagerOf(directory, manifest);
  const name = readManifest(generated)?.name ?? '';
  const options = { directory: name, mode, store, language, packageManager };
  if (name === '' || !existsSync(join(generated, 'src'))) throw notGenerated(generated);
  const files = plan({ ...options, root }).flatMap(({ path }): Array<[string, string]> => {
    const present = PRIVATE.has(path) ? undefined : presentAt(generated, path);
    return present?.state === 'file' ? [[path, present.file.id]] : [];
  });
  const version = manifest.devDependencies?.['create-session-app'] ?? '';
  return {
    version: isVersion(version) ? version : UNKNOWN_VERSION,
    options,
    files: Object.fromEntries(files),
  };
}

function noSite(directory: string): Failure {
  return new Failure(
    'no-record',
    `${directory} is no site that create-session-app has made: it has no ${RECORD}, and its package.json does not say so either. Name the folder of a site.`,
  );
}

function noRecord(directory: string): Failure {
  return new Failure('no-record', [
    `${directory} has no ${RECORD}, in which sites record what they were made of: an earlier version made it. Name the same site as it was generated, with --from. Where your first commit is that:`,
    '  git worktree add ../as-generated $(git rev-list --max-parents=0 HEAD)',
    '  npx create-session-app@latest update --from ../as-generated',
  ]);
}

function notGenerated(folder: string): Failure {
  return new Failure(
    'usage',
    `${folder} is no site as it was generated: it has no package.json with a name, or no src folder. Name one with --from.`,
  );
}
