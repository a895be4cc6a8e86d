import type { SiteOptions } from '../create/options.ts';
import type { Change } from '../update/changelog.ts';

export type { Change } from '../update/changelog.ts';

/**
 * What happened to a file:
 *
 * - `added`, `replaced`, `removed`: as in the new version, as the owner had not changed the file
 * - `merged`: it has the changes of the owner and those of the new version
 * - `conflict`: both changed the same part; `why` says what to look for
 * - `kept`: the new version no longer has it, but the owner had changed it
 * - `deleted`: the new version changed it, but the owner had deleted it
 */
export type FileAction =
  | 'added'
  | 'replaced'
  | 'removed'
  | 'merged'
  | 'conflict'
  | 'kept'
  | 'deleted';

/** A file that an update changes, or reports. */
export interface FileUpdate {
  path: string;
  action: FileAction;
  /** The earlier path, if the owner or the new version moved the file. */
  from?: string;
  why?: string;
}

/** The version and the options that a site was made with. */
export interface SiteState {
  version: string;
  options: Required<SiteOptions>;
}

/** The result of the site's own tests; `skipped` if they did not run. */
export type TestOutcome = 'passed' | 'failed' | 'skipped';

/** What `update --json` prints. */
export interface UpdateReport {
  success: boolean;
  /** Absolute path. */
  directory: string | null;
  from: SiteState | null;
  to: SiteState | null;
  /** The files that were changed, or would be. */
  files: FileUpdate[];
  /** The lines of the changelog since the recorded version; with `--check`, only those about security. */
  changes: Change[];
  /** Lines that the site's own `.env` may need. */
  settings: string[];
  /** The changes as git shows them; only with `--dry-run`. */
  diff: string | null;
  tests: TestOutcome;
  error: { code: string; message: string } | null;
}
