import { expect, it } from 'vitest';
import { blobId } from '../../src/create/blob-id.ts';

// As https://git-scm.com/book/en/v2/Git-Internals-Git-Objects and `git hash-object --stdin` have them.
it.each([
  ['', 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'],
  ['test content\n', 'd670460b4b4aece5915caf5c68d12f560a9fe3e4'],
  ['Ödön\n', '64981b9e14a99bdf059ce955d8704a31a6a9b4b0'],
])('%j has the id that git gives it', (contents, id) => {
  expect(blobId(contents)).toBe(id);
});
