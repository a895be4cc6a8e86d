import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blobId } from '../../create/blob-id.ts';
import { parentsOf } from '../../create/writing/stage.ts';
import { errorCode, Failure } from '../../failure.ts';
import { type UnixText, withUnixLineEnds } from '../merge/line-ends.ts';

export interface SiteFile extends UnixText {
  /** Its id in git. */
  id: string;
  /** Its permissions. */
  mode: number;
}

/** What is at a path of a site; `blocked` says what is in the place of the file or of a folder above it. */
export type Present =
  | { state: 'missing' }
  | { state: 'file'; file: SiteFile }
  | { state: 'blocked'; by: string };

/** Never changed, whatever a record says: secrets, accounts, sessions, and what is not part of the site. */
const PROTECTED = /^(\.env|users\.json[^/]*|\.sessions\/.*|\.git\/.*|node_modules\/.*)$/i;

/** Whether an update must not change a path. */
export function isProtected(path: string): boolean {
  return PROTECTED.test(path);
}

/**
 * Reads what is at a path; links are not followed.
 *
 * @throws Failure `usage` if it cannot be read
 */
export function presentAt(directory: string, path: string): Present {
  for (const parent of parentsOf(path)) {
    const kind = kindAt(join(directory, parent));
    if (kind === undefined) return { state: 'missing' };
    if (kind !== 'a folder') return { state: 'blocked', by: `${parent} is ${kind}` };
  }
  const place = join(directory, path);
  const kind = kindAt(place);
  if (kind === undefined) return { state: 'missing' };
  if (kind !== 'a file') return { state: 'blocked', by: `${path} is ${kind}` };
  return { state: 'file', file: readSiteFile(place) };
}

function readSiteFile(place: string): SiteFile {
  try {
    const raw = readFileSync(place);
    const text = withUnixLineEnds(raw);
    return { ...text, id: blobId(text.bytes), mode: lstatSync(place).mode & 0o777 };
  } catch (error) {
    throw new Failure(
      'usage',
      `${place} cannot be read (${errorCode(error)}). Make it readable and try again. Nothing was changed.`,
      { cause: error },
    );
  }
}

function kindAt(place: string): string | undefined {
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (!stats) return undefined;
  if (stats.isFile()) return 'a file';
  if (stats.isDirectory()) return 'a folder';
  return stats.isSymbolicLink() ? 'a link' : 'no regular file';
}
