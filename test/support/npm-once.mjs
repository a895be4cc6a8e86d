// In place of npm: node npm-once.mjs NPM FOLDER CERTIFICATES WORDS... – see npm-once.ts.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const LOCK = 'package-lock.json';
/** Longer than any install takes. */
const PATIENCE_MS = 200_000;

const [npm, shared, certificates, ...words] = process.argv.slice(2);
const folder = words[0] === 'install' && existsSync('package.json') ? folderOf() : undefined;

if (words[0] === 'ci' && process.env.INSTALLED) symlinkSync(process.env.INSTALLED, 'node_modules');
else if (!folder) process.exitCode = run();
else if (claim(folder)) {
  process.exitCode = run();
  if (process.exitCode === 0) give(folder);
  writeFileSync(join(folder, 'done'), '');
} else if (await isGiven(folder)) take(folder);
else process.exitCode = run();

function run() {
  // Only an install asks the registry.
  const trusted = words[0] === 'install' && certificates && { NODE_EXTRA_CA_CERTS: certificates };
  return (
    spawnSync(npm, words, { stdio: 'inherit', env: { ...process.env, ...trusted } }).status ?? 1
  );
}

/** The same one for the same dependencies. */
function folderOf() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const named = JSON.stringify([dependencies, devDependencies]);
  return join(shared, `packages-${createHash('sha256').update(named).digest('hex')}`);
}

/** Whether nobody else has begun to install these packages. */
function claim(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** What was installed here moves to where others find it. */
function give(folder) {
  copyFileSync(LOCK, join(folder, LOCK));
  const links = linksIn('node_modules');
  renameSync('node_modules', join(folder, 'node_modules'));
  for (const { name, target } of links) {
    const link = join(folder, 'node_modules', name);
    rmSync(link);
    symlinkSync(target, link);
  }
  symlinkSync(join(folder, 'node_modules'), 'node_modules');
}

/** Packages that are links to a folder of somebody's, as npm writes them: from where they lie. */
function linksIn(packages) {
  return readdirSync(packages, { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map(({ name }) => ({ name, target: realpathSync(join(packages, name)) }));
}

async function isGiven(folder) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(50)) {
    if (existsSync(join(folder, 'done'))) return existsSync(join(folder, LOCK));
  }
  return false;
}

function take(folder) {
  copyFileSync(join(folder, LOCK), LOCK);
  symlinkSync(join(folder, 'node_modules'), 'node_modules');
}
