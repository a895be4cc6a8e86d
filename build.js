import { rmSync } from 'node:fs';
import { build } from 'rolldown';

rmSync('dist', { recursive: true, force: true });

/** What is common to the command and to what others import. */
const options = { platform: 'node', logLevel: 'warn' };

// To find and load a module takes a millisecond. So the command is one file, and what only some of its paths need
// comes in files of its own, and what these share in one more. Libraries go in as well: `npx` has one package to fetch.
await build({
  ...options,
  input: { main: 'src/cli/main.ts' },
  output: {
    dir: 'dist',
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    codeSplitting: {
      groups: [{ name: 'shared', test: /src\/(failure|scaffold\/(names|options))|rolldown/ }],
    },
  },
});
await build({ ...options, input: { index: 'src/index.ts' }, output: { dir: 'dist' } });
