import { expect, it } from 'vitest';
import { errorLines } from '../../src/create/error-lines.ts';

it.each([
  [
    'npm',
    [
      'npm warn deprecated old@1.0.0: no longer supported',
      'npm error code EACCES',
      'npm error syscall mkdir',
      'npm error     at async mkdir (node:internal/fs/promises:856:10)',
      'npm error',
      'npm notice',
      'npm notice New major version of npm available! 10.0.0 -> 11.0.0',
      'npm error A complete log of this run can be found in: /home/a/.npm/_logs/0.log',
    ],
    [
      'npm error code EACCES',
      'npm error syscall mkdir',
      'npm error A complete log of this run can be found in: /home/a/.npm/_logs/0.log',
    ],
  ],
  [
    'pnpm, in colours',
    [
      '\x1b[33mProgress\x1b[39m: resolved 1',
      '\x1b[41m\u2009ERR_PNPM_FETCH_404\u2009\x1b[49m GET /one',
    ],
    ['\u2009ERR_PNPM_FETCH_404\u2009 GET /one'],
  ],
  [
    'Yarn 1',
    [
      '[1/4] Resolving packages...',
      'error An unexpected error occurred: "connect ECONNREFUSED".',
      'info If you think this is a bug, please open a bug report.',
    ],
    ['error An unexpected error occurred: "connect ECONNREFUSED".'],
  ],
  [
    'Yarn 4',
    [
      '➤ YN0000: · Yarn 4.18.1',
      '➤ YN0001: │ RequestError: connect ECONNREFUSED 127.0.0.1:9',
      '    at ClientRequest.<anonymous> (yarn.js:148:14258)',
      '➤ YN0000: · Failed with errors in 0s 241ms',
    ],
    ['➤ YN0001: │ RequestError: connect ECONNREFUSED 127.0.0.1:9'],
  ],
  [
    'git, whose hint comes first',
    [
      'hint: Using master as the name of the first branch.',
      'error: gpg failed to sign the data:',
      'gpg: signing failed: No secret key',
      'fatal: failed to write commit object',
    ],
    [
      'error: gpg failed to sign the data:',
      'gpg: signing failed: No secret key',
      'fatal: failed to write commit object',
    ],
  ],
  [
    'a hook that says it in its own words',
    ['checking', 'a tab\t\x07is too wide'],
    ['checking', 'a tab    \x07is too wide'],
  ],
])('of %s, the lines about the error', (_, output, expected) => {
  expect(errorLines(output.join('\n'))).toEqual(expected);
});

it('of a long error, its beginning, which says what it is', () => {
  const error = [
    'npm error code ERESOLVE',
    ...Array.from({ length: 40 }, (_, index) => `npm error   peer ${index} of another`),
  ];
  const output = [...Array.from({ length: 40 }, (_, index) => `fetched ${index}`), ...error];
  expect(errorLines(output.join('\n'))).toEqual(error.slice(0, 12));
});

it('of long output without an error, the last twelve lines', () => {
  const output = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  expect(errorLines(output.join('\n'))).toEqual(output.slice(-12));
});
