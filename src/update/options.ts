import type { Mode, Store } from '../create/options.ts';

export interface UpdateOptions {
  /** Default: the working directory. */
  directory?: string;
  /** When a session begins. Default: as before. */
  mode?: Mode;
  /** Where sessions are stored. Default: as before. */
  store?: Store;
  /**
   * The original files, as generated: a site that the recorded version has made, or that version of this package.
   * Default: they are searched in the site's own repository, then in the registry.
   */
  from?: string;
  /** Update a site with uncommitted changes. Default: false. */
  force?: boolean;
  /** Write nothing. Default: false. */
  dryRun?: boolean;
  /** Ends the update; then nothing is changed. */
  signal?: AbortSignal;
}
