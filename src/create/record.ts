import { basename, resolve } from 'node:path';
import { blobId } from './blob-id.ts';
import type { SiteOptions } from './options.ts';

/** What only its owner should read: the secrets of one machine. No record and no report has it. */
export const PRIVATE: ReadonlySet<string> = new Set(['.env']);

/** What a site was made from. */
export interface SiteRecord {
  /** The version that made it, or has brought it up to date. */
  version: string;
  /** Of the directory, the last part: the site's names come from that. */
  options: Required<SiteOptions>;
  /** Path → git's blob id of what that version made. */
  files: Record<string, string>;
}

/** What a version makes of some options, as a site records it. */
export function recordOf(
  version: string,
  { directory, mode, store, language, packageManager }: Required<SiteOptions>,
  files: ReadonlyArray<{ path: string; contents: string }>,
): SiteRecord {
  const ids = files
    .filter(({ path }) => !PRIVATE.has(path))
    .map(({ path, contents }) => [path, blobId(contents)]);
  return {
    version,
    options: { directory: basename(resolve(directory)), mode, store, language, packageManager },
    files: Object.fromEntries(ids),
  };
}
