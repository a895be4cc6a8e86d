import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  attacked,
  expectSafe,
  FILE_NAME,
  hostileFlow,
  hostileProject,
  hostileStart,
  TYPED,
} from '../support/attacked.ts';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { type Answer, BAD_ANSWERS, flood, hostileHost, page } from '../support/hostile.ts';
import { ALL_HOSTILE, faultsOf, HOSTILE_TEXT } from '../support/hostile-text.ts';
import { withRedis } from '../support/redis.ts';
import { scratchFolder } from '../support/scratch.ts';
import { STORES, type StoredSessions, storedSessions } from '../support/stored.ts';
import { TerminalRun } from '../support/terminal.ts';

const SIGNED = `connect.sid=s:${TYPED}.${'a'.repeat(43)}`;

describe('a value that is typed', () => {
  it.each<[what: string, args: string[]]>([
    ['a command', [TYPED]],
    ['an option, as JSON', ['create', 'x', `--${TYPED}`, '--json']],
    ['a mode', ['create', 'x', '--mode', TYPED]],
    ['a store, as JSON', ['create', 'x', '--store', TYPED, '--json']],
    ['a directory to create', ['create', TYPED, '--yes', '--dry-run']],
    ['a name that is nothing', ['create', '\u202e\u2028', '--yes', '--dry-run']],
    ['a folder to simulate', ['simulate', TYPED]],
    ['a flow', ['simulate', '--flow', TYPED]],
    ['an address, as JSON', ['simulate', '--url', TYPED, '--json']],
    ['an address that nobody is at', ['simulate', '--url', `http://127.0.0.1:9/${TYPED}`]],
    ['a report in no folder', ['simulate', '--report', `${TYPED}/run.html`]],
    ['how to start', ['simulate', '--start', `echo '${TYPED.replaceAll("'", '')}'; exit 1`]],
    ['a folder to develop in', ['dev', TYPED]],
    ['an id', ['inspect', TYPED]],
    ['a folder of sessions', ['inspect', '--dir', TYPED]],
    ['an address of Redis', ['inspect', '--redis', TYPED]],
    ['an address of no Redis', ['inspect', '--redis', `redis://127.0.0.1:9/${TYPED}`]],
    ['a condition', ['inspect', '--dir', '.', '--where', TYPED]],
    ['a cookie', ['decode', TYPED]],
    ['a signed cookie, as JSON', ['decode', '--reveal', '--json', SIGNED]],
    ['a shell', ['completion', TYPED]],
  ])('does not command the terminal: %s', async (_, args) => {
    await attacked(args);
  });
});

describe('a hostile app', () => {
  it('that fails to start says so in lines behind a bar', async () => {
    const { stderr } = await attacked(['simulate', '.', '--start', `${start()} --fail`]);
    const [, printed = ''] = /It printed:\n(.*)/s.exec(stderr) ?? [];
    expect(printed).not.toBe('');
    for (const line of printed.split('\n')) expect(line).toMatch(/^ {4}│/);
  });

  it.each<[what: string, args: () => string[]]>([
    ['simulate', () => ['-vv']],
    ['simulate, as JSON', () => ['--json', '--reveal']],
    [
      'simulate, by a flow of its own, two ways',
      () => [...['--flow', hostileFlow(['/', '/away', '/post', '/nowhere']), '--pace', 'both']],
    ],
    ['simulate, until it crashes', () => ['--flow', hostileFlow(['/', '/end', '/']), '-v']],
    ['simulate with many visitors', () => ['--flow', hostileFlow(['/', '/']), '--users', '2']],
  ])('leads %s nowhere', async (_, args) => {
    const elsewhere = await hostileHost(page(''));
    // A load has none.
    const endings = args().includes('--users') ? [] : ['html', 'har', 'xml', 'mmd'];
    const reports = endings.map((ending) => join(scratchFolder(), `run.${ending}`));
    const run = await attacked([
      ...['simulate', '.', '--start', start(elsewhere.url), '--timeout', '5', ...args()],
      ...reports.flatMap((path) => ['--report', path]),
    ]);
    expect(run.exitCode, run.stderr).toBeOneOf([1, 3]);
    for (const path of reports) expect(faultsInReport(path)).toEqual([]);
    expect(elsewhere.requests).toEqual([]);
  });

  it.each([
    [[], /│ passed {3}11 steps/],
    [['--json'], /"text":"passed {3}11 steps/],
  ])('leads dev %j nowhere, and inspect and decode beside it', async (more, proof) => {
    const elsewhere = await hostileHost(page(''));
    const [folder, env] = [projectInMemory(), { PORT: '0', XDG_RUNTIME_DIR: scratchFolder() }];
    const dev = running(['dev', folder, '--start', start(elsewhere.url), ...more], env);
    const url = await vi.waitFor(() => addressIn(dev.printed()), { timeout: 40_000, interval: 50 });
    for (const path of ['/', `/${encodeURIComponent(TYPED)}`, '/last']) await fetch(url + path);
    await vi.waitFor(() => expect(dev.printed()).toContain('/last'), 20_000);
    const { exitCode } = await attacked(['inspect', folder, '--reveal', ...more], { env });
    expect(exitCode).toBe(0);
    await attacked(['decode', '--site', folder, SIGNED, ...more], { env });
    const ended = await dev.end();
    expectSafe(ended);
    expect(ended.stdout).toMatch(proof);
    expect(elsewhere.requests).toEqual([]);
  });

  it('begins no line of a terminal that is narrower than what it prints', async () => {
    const long = `${'x'.repeat(68)}12:00:00  the app is running at http://evil.example`;
    const run = new TerminalRun(
      process.execPath,
      [BIN['session-app'], 'dev', hostileProject(), '--start', hostileStart('', [long])],
      { cwd: scratchFolder(), env: { PORT: '0', XDG_RUNTIME_DIR: scratchFolder() } },
    );
    await run.shows(/the app is running at http:\/\/127/);
    await run.shows('evil.example');
    // The emulator says where the terminal broke lines; we broke them before.
    expect(run.rows().filter((row) => row.startsWith('12:00:00'))).toEqual([]);
    run.press('\x03');
    await run.ended;
  });
});

describe.each(STORES)('a hostile %s store', (kind) => {
  it.each<{ args: string[] }>([
    { args: [] },
    { args: ['--reveal', '--sort', 'user'] },
    { args: ['--json', '--reveal'] },
    { args: ['--ndjson'] },
    { args: ['--destroy', '--yes'] },
  ])('does not command the terminal with $args', async ({ args }) => {
    const sessions = storedSessions(kind);
    await fill(sessions);
    await attacked(['inspect', ...sessions.args, ...args]);
  });

  it('does not where its sessions are shown one by one, or opened by a cookie', async () => {
    const sessions = storedSessions(kind);
    const id = await fill(sessions);
    const { stdout } = await attacked(['inspect', ...sessions.args, '--ndjson']);
    const ids = stdout.split('\n').map((line): string => JSON.parse(line).id);
    expect(ids.length).toBeGreaterThan(1);
    await attacked(['inspect', ...sessions.args, ...ids, '--reveal']);
    const { stdout: decoded } = await attacked(['decode', ...sessions.args, '--reveal', '-'], {
      input: `connect.sid=s%3A${id}.${'a'.repeat(43)}`,
    });
    expect(decoded).toContain('cleared');
  });

  it('does not where somebody watches it', async () => {
    const sessions = storedSessions(kind);
    await fill(sessions);
    const watch = running(['inspect', ...sessions.args, '--watch', '--reveal']);
    await vi.waitFor(() => expect(watch.printed()).toContain('Watching'), 20_000);
    await sessions.add({ [ALL_HOSTILE]: ALL_HOSTILE, user_name: ALL_HOSTILE });
    await vi.waitFor(() => expect(watch.printed()).toContain('created'), 20_000);
    expectSafe(await watch.end());
  });
});

describe('a hostile server', () => {
  const REDIS_ANSWERS: Readonly<Record<string, Answer>> = {
    'refuses with escapes': (socket) =>
      void socket.write(`-ERR ${TYPED.replace(/[\r\n]/g, ' ')}\r\n`),
    'answers with no Redis reply': (socket) => void socket.write(ALL_HOSTILE),
    'sends without an end': flood(`$5\r\nhello\r\n`),
    'hangs up': (socket) => void socket.end(),
  };

  it.each(Object.entries(REDIS_ANSWERS))('that as Redis %s', async (_, answer) => {
    const url = (await redisOf(answer)).replace('http', 'redis');
    await attacked(['inspect', '--redis', url]);
    await attacked(['decode', '--redis', url, '--json', SIGNED]);
  });

  const elsewherePage = (url: string) =>
    page(
      `<form action="${url}/steal" method="post"><input type="password" name="p"></form>${ALL_HOSTILE}`,
      [
        `Location: ${url}/away`,
        `X-Hostile: ${ALL_HOSTILE.replace(/[\r\n]/g, ' ')}`,
        `Set-Cookie: ${ALL_HOSTILE.replace(/[\r\n;]/g, ' ')}; Domain=127.0.0.1`,
      ],
    );

  it.each([[['-vv']], [['--json', '--reveal']], [['--users', '2', '--json']]])(
    'leads simulate %j nowhere',
    async (args) => {
      const elsewhere = await hostileHost(page(''));
      const { url } = await hostileHost(elsewherePage(elsewhere.url));
      await attacked(['simulate', '--url', url, '--timeout', '1', ...args]);
      expect(elsewhere.requests).toEqual([]);
    },
  );

  it.each(['another protocol', 'a header that is none', 'a flood of 103 Early Hints'])(
    'ends no run with %s',
    async (name) => {
      const { url } = await hostileHost(BAD_ANSWERS[name] ?? page(''));
      const { exitCode } = await attacked(['simulate', '--url', url, '--timeout', '1']);
      expect(exitCode).toBe(1);
    },
  );
});

describe('a hostile project', () => {
  it.each([
    ['simulate', ['simulate', '.']],
    ['simulate with its own store', ['simulate', '.', '--start', 'true', '--use-own-store']],
    ['inspect', ['inspect', '.']],
    ['decode', ['decode', SIGNED, '--site', '.']],
    ['dev', ['dev', '.']],
    ['create', ['create', '.', '--yes', '--no-install', '--no-git']],
  ])('does not command the terminal: %s', async (_, args) => {
    await attacked(args, { cwd: hostileProject(), env: { XDG_RUNTIME_DIR: scratchFolder() } });
  });

  it('does not by a flow’s file, or a manifest, that is none', async () => {
    for (const text of [`{"name": ${ALL_HOSTILE}`, JSON.stringify({ [ALL_HOSTILE]: 1 })]) {
      const folder = scratchFolder();
      writeFileSync(join(folder, 'flow.json'), text);
      writeFileSync(join(folder, 'package.json'), text);
      await attacked(['simulate', '--flow', join(folder, 'flow.json')]);
      await attacked(['inspect', folder]);
    }
  });

  it('does not by its own name, or by what lies in it', async () => {
    const folder = join(scratchFolder(), `\u202e\u200b${'a\u009b31m'}\u2028b`);
    mkdirSync(folder);
    writeFileSync(join(folder, FILE_NAME), '');
    await attacked(['create', folder, '--yes', '--dry-run']);
    await attacked(['create', folder, '--yes', '--dry-run', '--force', '--json']);
    await attacked(['inspect', folder]);
  });

  it('does not by a package manager and git, whose lines stand behind a bar', async () => {
    const PATH = [hostilePrograms(), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
    const { stderr } = await attacked(['create', 'my-app', '--yes', '--package-manager', 'npm'], {
      env: { PATH },
    });
    const [, ofNpm = ''] = /npm said:\n(.*)/s.exec(stderr) ?? [];
    expect(ofNpm.split('\n').every((line) => /^ {4}│/.test(line))).toBe(true);
    expect(stderr).toMatch(/No git commit.*\n {4}│ error: /);
  });
});

/** A folder whose manifest says that its sessions are in memory. */
function projectInMemory(): string {
  const folder = scratchFolder();
  const manifest = {
    name: ALL_HOSTILE,
    'create-session-app': { mode: 'anonymous', store: 'memory' },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

function start(elsewhere = ''): string {
  return hostileStart(elsewhere.replace('http://', ''));
}

/** Reports are read in terminals too. */
function faultsInReport(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  // A page shows texts in boxes of their own, with their line breaks.
  return faultsOf(path.endsWith('html') ? text.replace(/[\n\r\t]/g, ' ') : text);
}

/** A host that answers whatever comes, whether it is whole or not. */
async function redisOf(answer: Answer): Promise<string> {
  return (await hostileHost(answer, () => true)).url;
}

/** The command, while it runs. */
function running(args: string[], env: Record<string, string> = {}) {
  const run = execa(process.execPath, [BIN['session-app'], ...args], {
    env: { ...CLEAN_ENV, FORCE_COLOR: '1', ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  onTestFinished(() => void run.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  run.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  run.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  return {
    printed: () => output.stdout + output.stderr,
    async end() {
      run.kill('SIGINT');
      await run;
      return output;
    },
  };
}

function addressIn(printed: string): string {
  const [, url] = /(?:running at |"url":")(http:\/\/127[\w.:]+)/.exec(printed) ?? [];
  if (!url) throw new Error(`No address:\n${printed}`);
  return url;
}

/** Hostile sessions, and what is none; answers the id of one of them. */
async function fill(sessions: StoredSessions): Promise<string> {
  const id = await sessions.add({
    [ALL_HOSTILE]: ALL_HOSTILE,
    user_name: ALL_HOSTILE,
    deep: { [TYPED]: [TYPED] },
  });
  await sessions.addRaw('torn', `{"cookie":{},${ALL_HOSTILE}`);
  await sessions.addRaw(TYPED, JSON.stringify({ cookie: {}, id: 1 }));
  const { SESSION_DIR = '', REDIS_URL = '', REDIS_PREFIX = '' } = sessions.settings;
  if (sessions.kind === 'file') {
    writeFileSync(join(SESSION_DIR, FILE_NAME), 'no session');
    mkdirSync(join(SESSION_DIR, `${FILE_NAME}2`));
  } else {
    await withRedis(REDIS_URL, (client) => client.hSet(`${REDIS_PREFIX}${TYPED}2`, TYPED, TYPED));
  }
  return id;
}

/** A folder of programs that say hostile things, and fail. */
function hostilePrograms(): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'says.txt'), `error: ${HOSTILE_TEXT.join('\n')}\n`);
  for (const name of ['npm', 'git']) {
    const program = join(folder, name);
    writeFileSync(program, `#!/bin/sh\ncat '${folder}/says.txt' >&2\nexit 1\n`);
    chmodSync(program, 0o755);
  }
  return folder;
}
