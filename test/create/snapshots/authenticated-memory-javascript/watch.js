// `npm run dev` starts here: it runs the site, and starts it again when code in src/ changes.
// It is not `node --watch`, because on Linux, that no longer notices changes of a file that an editor has replaced by a
// new one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How often to look for changes. Unlike events of the file system, this works in every container and shared folder. */
const POLL_MS = 200;

/** Longer than the site takes to stop. After this, it is stuck in code that never ends, and handles no signal. */
const KILL_AFTER_MS = 6_000;

/** The code, and not the hidden and temporary files of editors. */
const CODE = /^[^.].*\.([cm]?[jt]sx?|json)$/;

/** The process that runs the site. */
let site;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (hasEnded()) process.exit();
    site.off('exit', sayThatItEnded);
    site.once('exit', (code) => process.exit(code ?? 1));
    stopSite(signal);
  });
}

for (;;) {
  const before = codeNow();
  // The site ends when the channel `ipc` closes, so it does not stay behind if this process is killed: see `dev.js`.
  site = spawn(process.execPath, process.argv.slice(2), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  site.once('exit', sayThatItEnded);
  await untilChanged(before);
  console.error('The code in src/ has changed. The site starts again.');
  if (hasEnded()) continue;
  site.off('exit', sayThatItEnded);
  stopSite('SIGTERM');
  await once(site, 'exit');
}

function stopSite(signal) {
  site.kill(signal);
  setTimeout((stuck) => stuck.kill('SIGKILL'), KILL_AFTER_MS, site).unref();
}

function sayThatItEnded() {
  console.error('The site has ended. It starts again when the code in src/ changes.');
}

function hasEnded() {
  return site.exitCode !== null || site.signalCode !== null;
}

/** Waits until the code differs from what it was, and is no longer being written. */
async function untilChanged(before) {
  let last = before;
  for (;;) {
    await pause(POLL_MS);
    const now = codeNow();
    if (now !== before && now === last) return;
    last = now;
  }
}

/** The files of the code, each with what differs once it was written. */
function codeNow() {
  try {
    const paths = readdirSync('src', { recursive: true }).filter((path) =>
      CODE.test(basename(path)),
    );
    return paths.map((path) => `${path} ${lastWritten(`src/${path}`)}`).join('\n');
  } catch {
    // A folder went away while it was read. The next look sees what is there then.
    return '';
  }
}

function lastWritten(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return `${stats?.mtimeMs} ${stats?.size}`;
}
