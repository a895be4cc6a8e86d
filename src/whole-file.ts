import { randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from './failure.ts';

/**
 * Writes a file whole or not at all: on a full disk, what was there before stays, and no half of the new one. A link
 * stays a link, and a file keeps its mode. Where nothing can be put beside a file, it is written in its place.
 *
 * @throws what the system says, such as ENOSPC
 */
export function writeWholeFile(path: string, text: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  const place = before ? realpathSync(path) : path;
  if (before) accessSync(place, constants.W_OK);
  const draft = join(dirname(place), `.${randomUUID()}.tmp`);
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    if (before) chmodSync(draft, before.mode);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    if (!before || !/^(EACCES|EPERM)$/.test(errorCode(error) ?? '')) throw error;
    writeFileSync(place, text);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'a file would be larger than allowed',
  ENOENT: 'the folder above it cannot be created, or is a broken link',
  ENOTDIR: 'a part of the path is not a folder',
  ENAMETOOLONG: 'the path is too long',
};

/** Why something could not be written, in words, by the system's name for it. */
export function whyNotWritten(code: string | undefined): string {
  return `${REASONS[code ?? ''] ?? 'the system refused'} (${code})`;
}
