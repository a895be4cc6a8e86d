/**
 * The id that git gives to a file's contents: the SHA-1, in hex, of `blob LENGTH`, a zero byte and the contents.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export function blobId(contents: string | Uint8Array): string {
  const bytes = Buffer.from(contents);
  // Loading node:crypto takes 3 ms, which `--help` would pay for as well.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
