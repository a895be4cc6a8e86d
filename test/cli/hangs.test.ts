import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { startDev } from '../support/dev-run.ts';
import { scratchFolder } from '../support/scratch.ts';
import { daemonFile, makePipe, withProgram } from '../support/stubborn.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
/** Longer than any deadline of the command's own: what does not end by then hangs. */
const HANGS_MS = 40_000;
const NEVER = '3600';

interface Running {
  cwd?: string;
  env?: Record<string, string>;
  input?: string;
}

/** The command, off a terminal. One that hangs is killed, and has no exit code then. */
function start(args: readonly string[], { cwd, env, input }: Running = {}) {
  const run = execa(process.execPath, [BIN['session-app'], ...args], {
    cwd: cwd ?? scratchFolder(),
    env: { ...CLEAN_ENV, ...env },
    extendEnv: false,
    reject: false,
    all: true,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    timeout: HANGS_MS,
    killSignal: 'SIGKILL',
  });
  onTestFinished(() => void run.kill('SIGKILL'));
  return run;
}

/** A folder with a file of this name, or a pipe in its place, and a manifest as other apps have it. */
function appWithPipe(name: string): string {
  const folder = scratchFolder();
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'app',
      dependencies: { 'connect-redis': '9' },
      scripts: { dev: 'true' },
    }),
  );
  if (name === 'package.json') return folderWithPipe(name);
  makePipe(join(folder, name));
  return folder;
}

function folderWithPipe(name: string): string {
  const folder = scratchFolder();
  makePipe(join(folder, name));
  return folder;
}

const PIPES: Array<[name: string, words: string, args: (folder: string) => string[]]> = [
  ['package.json', 'inspect', (folder) => ['inspect', folder]],
  ['package.json', 'simulate', (folder) => ['simulate', folder]],
  ['package.json', 'dev', (folder) => ['dev', folder]],
  ['package.json', 'decode', (folder) => ['decode', 's%3Aid.c2ln', '--site', folder]],
  ['.env', 'inspect', (folder) => ['inspect', folder]],
  ['.env', 'simulate', (folder) => ['simulate', folder, '--start', 'true']],
  ['flow.json', 'simulate --flow', (folder) => ['simulate', '--flow', join(folder, 'flow.json')]],
  ['run.html', 'simulate --report', (folder) => ['simulate', '--report', join(folder, 'run.html')]],
];

describe('a pipe where a file should be', () => {
  it.each(PIPES)('%s is told by %s, and not waited for', async (name, _, args) => {
    const { exitCode, stderr } = await start(args(appWithPipe(name)));
    expect(stderr).toMatch(new RegExp(`^error: .*${name}.* is a named pipe`, 'm'));
    expect([1, 2]).toContain(exitCode);
  });
});

describe('a daemon that keeps an app’s output open', () => {
  const daemon = () => ({ DAEMON_PID: daemonFile() });
  const app = [APPS, '--start', 'node leaves-a-daemon.cjs'];

  it('does not keep simulate', async () => {
    expect(await start(['simulate', ...app], { env: daemon() })).toMatchObject({ exitCode: 0 });
  });

  it('does not keep simulate where the app ends at its start', async () => {
    const { exitCode, stderr } = await start(['simulate', ...app], {
      env: { ...daemon(), ENDS: 'yes' },
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('The app did not start (exit code 7)');
  });

  it('does not keep dev where the app ends by itself', async () => {
    const run = await start(['dev', ...app], { env: { ...daemon(), ENDS: 'yes' } });
    expect(run.exitCode).toBe(3);
  });

  it('does not keep dev where the person ends it', async () => {
    const run = start(['dev', ...app], { env: { ...daemon(), PORT: '0' } });
    await shows(run, 'is running at');
    run.kill('SIGINT');
    expect(await run).toMatchObject({ exitCode: 0 });
  });
});

describe('a daemon that keeps a program’s output open', () => {
  const leaves = (pid: string, rest: string) => `setsid sleep 600 & echo $! > ${pid}\n${rest}`;

  it('does not keep create, of the package manager', async () => {
    const env = withProgram('npm', leaves(daemonFile(), 'echo broken; exit 3'));
    const { exitCode, stderr } = await start(['create', 'app', '--yes', '--no-git'], { env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('npm install failed');
  });

  it('does not keep create, of git', async () => {
    const env = withProgram('git', leaves(daemonFile(), 'echo broken >&2; exit 3'));
    const { exitCode, stderr } = await start(['create', 'app', '--yes', '--no-install'], { env });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('No git commit: broken');
  });
});

describe('a store that never calls back', () => {
  const app = [APPS, '--start', 'node store-that-hangs.cjs'];

  it('is waited for by simulate as long as --timeout says', async () => {
    const run = await start(['simulate', ...app, '--timeout', '2']);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('failed');
  });

  it('is not waited for by simulate when Ctrl-C comes', async () => {
    const run = start(['simulate', ...app, '--json', '--timeout', NEVER]);
    // The step before the log-out is told, and the one of the log-out is not.
    await shows(run, '"POST"');
    // Until it waits for the store.
    await pause(1_000);
    run.kill('SIGINT');
    expect(await run).toMatchObject({ exitCode: 130 });
  });

  it('is not waited for by load when Ctrl-C comes', async () => {
    const run = start(['simulate', ...app, '--users', '2', '--timeout', NEVER, '--json']);
    await shows(run, '"type":"start"');
    await pause(2_000);
    run.kill('SIGINT');
    expect(await run).toMatchObject({ exitCode: 130 });
  });

  it('keeps nobody from the sessions of an app under dev', async () => {
    const folder = scratchFolder();
    const marker = { language: 'javascript', mode: 'anonymous', store: 'memory' };
    const manifest = JSON.stringify({ name: 'app', 'create-session-app': marker });
    writeFileSync(join(folder, 'package.json'), manifest);
    const dev = await startDev([folder, '--start', `node ${APPS}/store-that-hangs.cjs`]);
    onTestFinished(() => dev.stop());
    const visitor = new Visitor(dev.url);
    await visitor.post('/login', { username: 'alice' });
    await visitor.post('/logout');
    const { exitCode, stdout } = await start(['inspect', folder, '--json'], { env: dev.env });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ data: { user: 'alice' } }]);
  });
});

describe('a lock that another process keeps', () => {
  /** A session of session-file-store's, and its lock, which looks new all the time. */
  function lockedSession(): string {
    const folder = scratchFolder();
    const session = join(folder, 'abcdefgh12345678.json');
    writeFileSync(session, JSON.stringify({ cookie: { originalMaxAge: null }, user: 'alice' }));
    const lock = `${session}.lock`;
    writeFileSync(lock, '');
    const clock = setInterval(() => utimesSync(lock, new Date(), new Date()), 100);
    onTestFinished(() => clearInterval(clock));
    return folder;
  }
  const destroy = () => [
    'inspect',
    '--dir',
    lockedSession(),
    '--destroy',
    '--where',
    'user=alice',
    '--yes',
  ];

  it('is waited for a while, and then told', async () => {
    const { exitCode, stderr } = await start(destroy());
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /error: Another process did not release the lock .*abcdefgh12345678\.json\.lock/,
    );
  });

  it('is not waited for when Ctrl-C comes', async () => {
    const run = start(destroy());
    await shows(run, 'To be destroyed');
    run.kill('SIGINT');
    const { exitCode, stderr } = await run;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('Interrupted');
  });
});

/** Waits until the command has printed something. */
async function shows(run: ReturnType<typeof start>, text: string): Promise<void> {
  let shown = '';
  run.all.on('data', (chunk) => {
    shown += chunk;
  });
  await vi.waitUntil(() => shown.includes(text), 20_000);
}
