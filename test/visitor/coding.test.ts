import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { decoded } from '../../src/visitor/http/coding.ts';

const PAGE = Buffer.from('<h1>Home</h1>');
const MOST = 1_000;

it.each([
  ['gzip', gzipSync(PAGE)],
  ['GZIP', gzipSync(PAGE)],
  ['deflate', deflateSync(PAGE)],
  ['deflate', deflateRawSync(PAGE)],
  ['br', brotliCompressSync(PAGE)],
  ['', PAGE],
])('a body in %s is decoded', (coding, body) => {
  expect(decoded(body, coding, MOST)).toEqual(PAGE);
});

it.each(['gzip', 'deflate', 'br'])('what is not %s cannot be decoded', (coding) => {
  expect(decoded(PAGE, coding, MOST)).toBeUndefined();
});

it.each([
  ['that nobody knows', 'zstd', PAGE],
  ['of which too much would come', 'gzip', gzipSync(Buffer.alloc(MOST + 1))],
])('a coding %s is left as it is', (_title, coding, body) => {
  expect(decoded(body, coding, MOST)).toBe(body);
});
