// Compiles src/ and test/ to .dev/, where they run while you develop. Types are not checked here, which would take
// longer: `npm run typecheck` and `npm test` check them.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));
spawnSync(process.execPath, [tsc, '--noCheck'], {
  cwd: import.meta.dirname,
  // What NODE_OPTIONS loads into the site is not for the compiler.
  env: { ...process.env, NODE_OPTIONS: '' },
  stdio: 'inherit',
});
// Errors name the lines of the code in src/.
process.setSourceMapsEnabled(true);
