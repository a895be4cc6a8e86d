// Compiles src/ and test/ to .dev/, where they run while you develop. Types are not checked here, which would take
// longer: `{{package_manager}} run typecheck` and `{{package_manager}} run test` check them.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SITE = import.meta.dirname;
const COMPILED = join(SITE, '.dev');
const TSC = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));

/** What must hold here, whatever tsconfig.json says. */
const OPTIONS = [
  ...['--noCheck', '--noEmit', 'false', '--noEmitOnError', 'false', '--pretty', 'false'],
  ...['--declaration', 'false', '--declarationMap', 'false', '--composite', 'false'],
  ...['--incremental', 'false', '--tsBuildInfoFile', 'null', '--rootDir', '.'],
  ...['--sourceMap', 'false', '--inlineSourceMap', '--sourceRoot', pathToFileURL(`${SITE}/`).href],
];

/** Longer than any compiler takes: an older folder is of one that was killed. */
const LEFT_BEHIND_MS = 600_000;

const BEING_MADE = 'new-';

fs.mkdirSync(COMPILED, { recursive: true });
// A folder of its own, so that no process of the site reads what is half written.
const made = fs.mkdtempSync(join(COMPILED, BEING_MADE));
try {
  if (compile()) bringOver();
  else process.exitCode = 1;
} finally {
  fs.rmSync(made, { recursive: true, force: true });
}
if (process.exitCode) process.exit();
// Errors name the lines of the code in src/.
process.setSourceMapsEnabled(true);

function compile() {
  const { status, stdout } = spawnSync(process.execPath, [TSC, ...OPTIONS, '--outDir', made], {
    cwd: SITE,
    encoding: 'utf8',
    // What NODE_OPTIONS loads into the site is not for the compiler.
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const errors = stdout.trim();
  if (errors) console.error(errors);
  if (fs.existsSync(join(made, 'package.json'))) {
    console.error(
      'The code imports package.json, which the build leaves out. Read it as src/settings/site.ts does.',
    );
    return false;
  }
  // A half-written test does not keep the site from running.
  return status === 0 || errors.split('\n').every((line) => line.startsWith('test/'));
}

/** Replaces each file at once by what it is now, and removes what has no source any more. */
function bringOver() {
  const now = new Set(filesIn(made));
  for (const path of now) {
    const target = join(COMPILED, path);
    if (read(target) === read(join(made, path))) continue;
    fs.mkdirSync(dirname(target), { recursive: true });
    fs.renameSync(join(made, path), target);
  }
  for (const folder of ['src', 'test']) {
    const before = filesIn(join(COMPILED, folder)).map((path) => join(folder, path));
    before.filter((path) => !now.has(path)).forEach(remove);
  }
  fs.readdirSync(COMPILED).filter(isLeftBehind).forEach(remove);
}

function filesIn(folder) {
  if (!fs.existsSync(folder)) return [];
  const paths = fs.readdirSync(folder, { recursive: true });
  return paths.filter((path) => isFile(join(folder, path)));
}

function isFile(path) {
  return fs.statSync(path, { throwIfNoEntry: false })?.isFile();
}

function isLeftBehind(name) {
  if (!name.startsWith(BEING_MADE)) return false;
  const stats = fs.statSync(join(COMPILED, name), { throwIfNoEntry: false });
  return stats && Date.now() - stats.mtimeMs > LEFT_BEHIND_MS;
}

function remove(name) {
  fs.rmSync(join(COMPILED, name), { recursive: true, force: true });
}

function read(path) {
  return isFile(path) ? fs.readFileSync(path, 'utf8') : undefined;
}
