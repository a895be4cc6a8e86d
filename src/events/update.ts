import type { SiteOptions } from '../create/options.ts';
import type { Change } from '../update/changelog.ts';

export type { Change } from '../update/changelog.ts';

/**
 * What became of a file:
 *
 * - `added`, `replaced`, `removed`: nobody had changed it
 * - `merged`: what somebody had changed is in it, and what is new as well
 * - `conflict`: both had changed the same; `why` says what to look for
 * - `kept`: the new version no longer has it, but somebody had changed it
 * - `deleted`: the new version has changed it, but somebody had deleted it
 */
export type FileAction =
  | 'added'
  | 'replaced'
  | 'removed'
  | 'merged'
  | 'conflict'
  | 'kept'
  | 'deleted';

/** A file of a site that is brought up to date. */
export interface FileUpdate {
  path: string;
  action: FileAction;
  /** Where the file was before, if it was somewhere else: in the site, or in its version. */
  from?: string;
  why?: string;
}

/** What a site is made from. */
export interface SiteState {
  version: string;
  options: Required<SiteOptions>;
}

/** What the site's own tests said; `skipped` where they were not run. */
export type TestOutcome = 'passed' | 'failed' | 'skipped';

/** What `update --json` prints. */
export interface UpdateReport {
  success: boolean;
  /** Absolute path. */
  directory: string | null;
  from: SiteState | null;
  to: SiteState | null;
  /** What was changed, or would be. */
  files: FileUpdate[];
  /** The changelog's lines since the recorded version; with `--check`, those about security alone. */
  changes: Change[];
  /** Lines that the site's own `.env` may need. */
  settings: string[];
  /** What would be changed, as git shows it; with `--dry-run` alone. */
  diff: string | null;
  tests: TestOutcome;
  error: { code: string; message: string } | null;
}
