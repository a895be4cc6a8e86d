// Compiles src/ and test/ to .dev/, where they run while you develop. Types are not checked here, which would take
// longer: `{{package_manager}} run typecheck` and `{{package_manager}} run test` check them.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SITE = import.meta.dirname;
const SITE_URL = new URL('.', import.meta.url).href;
const COMPILED = join(SITE, '.dev');
const TSC = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));

/** Longer than any compiler takes: an older folder is of one that was killed. */
const LEFT_BEHIND_MS = 600_000;

mkdirSync(COMPILED, { recursive: true });
// A folder of its own, so that no other process of the site runs what is half written.
const made = mkdtempSync(join(COMPILED, 'new-'));
const isCompiled = compileTo(made);
if (isCompiled) for (const folder of ['src', 'test']) replaceCompiled(folder);
rmSync(made, { recursive: true });
removeLeftBehind();
if (!isCompiled) process.exit(1);
// Errors name the lines of the code in src/.
process.setSourceMapsEnabled(true);

function compileTo(folder) {
  const { status } = spawnSync(
    process.execPath,
    [TSC, '--project', 'tsconfig.dev.json', '--outDir', folder, '--sourceRoot', SITE_URL],
    // What NODE_OPTIONS loads into the site is not for the compiler.
    { cwd: SITE, env: { ...process.env, NODE_OPTIONS: '' }, stdio: 'inherit' },
  );
  return status === 0;
}

/** Replaces each file at once, and removes those that have no source any more. */
function replaceCompiled(folder) {
  const [from, to] = [join(made, folder), join(COMPILED, folder)];
  const now = filesIn(from);
  for (const path of filesIn(to).filter((path) => !now.includes(path)))
    rmSync(join(to, path), { force: true });
  for (const path of now) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    renameSync(join(from, path), join(to, path));
  }
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { recursive: true });
  return paths.filter((path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile());
}

function removeLeftBehind() {
  for (const name of readdirSync(COMPILED).filter((name) => name.startsWith('new-'))) {
    const stats = statSync(join(COMPILED, name), { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > LEFT_BEHIND_MS) {
      rmSync(join(COMPILED, name), { recursive: true, force: true });
    }
  }
}
