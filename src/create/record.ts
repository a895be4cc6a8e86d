import { basename, resolve } from 'node:path';
import { blobId } from './blob-id.ts';
import type { SiteOptions } from './options.ts';

/** Files that only the owner should read: they have the secrets of one machine. No record and no report has them. */
export const PRIVATE: ReadonlySet<string> = new Set(['.env']);

/** What a site was made from. */
export interface SiteRecord {
  /** The version that made it, or that updated it last. */
  version: string;
  /** The directory is only its last part, from which the site gets its names. */
  options: Required<SiteOptions>;
  /** Path → git's blob id of the file as that version made it. */
  files: Record<string, string>;
}

/** The record of a site that this version makes with some options. */
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
