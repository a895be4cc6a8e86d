import { rmSync } from 'node:fs';
import { build } from 'rolldown';

rmSync('dist', { recursive: true, force: true });

// A module takes a millisecond to find and load. So the command is one file, what only some of its paths need
// comes in files of its own, and what these share in one more. Libraries go in as well: `npx` fetches one package.
for (const [name, entry] of Object.entries({ main: 'src/cli/main.ts', index: 'src/index.ts' })) {
  await build({
    input: { [name]: entry },
    platform: 'node',
    output: {
      dir: 'dist',
      minify: true,
      codeSplitting: {
        groups: [{ name: 'shared', test: /src\/(failure|scaffold\/(names|options))/ }],
      },
    },
    logLevel: 'warn',
  });
}
