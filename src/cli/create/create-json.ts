import type { SiteOptions } from '../../create/options.ts';

/**
 * What `--json` prints. `files` are paths relative to `directory`, with sizes in bytes and, if asked for, their
 * contents, except those with secrets.
 */
export interface CreateReport {
  success: boolean;
  directory: string | null;
  options: Required<SiteOptions> | null;
  files: Array<{ path: string; size: number; contents?: string }>;
  error: { code: string; message: string } | null;
}

/** The report of a command that has done nothing yet. */
export function emptyCreateReport(): CreateReport {
  return { success: false, directory: null, options: null, files: [], error: null };
}
