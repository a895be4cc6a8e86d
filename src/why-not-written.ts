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

/** The reason in words, for the error code of a failed write. */
export function whyNotWritten(code: string | undefined): string {
  return `${REASONS[code ?? ''] ?? 'the system refused'} (${code})`;
}
