import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { choicesOf, MODE, STORE } from '../../src/create/options.ts';
import { FLOWS } from '../../src/flows/built-in/flows.ts';
import { BIN, runCli } from '../support/cli.ts';
import { freePort, startRedis, withRedis } from '../support/redis.ts';
import { allOf } from '../support/run.ts';
import { scratchFolder } from '../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { TerminalRun } from '../support/terminal.ts';
import { manage } from '../support/users.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const FIELD = fileURLToPath(new URL('../field/ua', import.meta.url));
const REDIS_URL = inject('redisUrl');
const STORES = choicesOf(STORE).filter((store) => store !== 'redis' || REDIS_URL);

function simulate(args: string[], env: Record<string, string> = {}) {
  return runCli(['simulate', ...args], { bin: 'session-app', env });
}

/** An event without what differs from one time to the next. */
function lasting(event: object): unknown {
  const changing = /^(at|took|started|urls|id|created|used|expires|headers|size)$/;
  return JSON.parse(JSON.stringify(event), (key, value) => (changing.test(key) ? null : value));
}

/** A run's text without what differs from one time to the next. */
function steady(text: string): string {
  return (
    text
      .replace(/(?<=,) [\d.]+ m?s$/gm, ' N s')
      .replace(/ +[\d.]+ m?s$/gm, (match) => 'N ms'.padStart(match.length))
      .replace(/(127\.0\.0\.1|localhost):\d+/g, '$1:PORT')
      .replace(/^[0-9a-f]{8}(?= {2})/gm, 'xxxxxxxx')
      .replace(/(?<= {2})\d s(?= )/g, 'N s')
      .replaceAll(APPS, 'APPS')
      .replace(/^[ │]+at .*\n/gm, '')
      // What the app printed: how its stack wraps depends on this folder's path.
      .replace(/^ +printed +│.*\n(?: +│.*\n)*/gm, '')
      .replace(/Node\.js v.*/g, 'Node.js')
  );
}

describe('session-app simulate passes on the built-in site', () => {
  const combinations = choicesOf(MODE).flatMap((mode) => STORES.map((store) => ({ mode, store })));

  // Most of a run is waiting for sessions to grow old.
  it.concurrent.each(combinations)('$mode, $store: every flow', async ({ mode, store }) => {
    const args = ['--mode', mode, '--store', store, '--flow', 'all'];
    const { exitCode, stdout, stderr } = await simulate(args, { REDIS_URL });
    expect(stdout.match(/FAILED(.*\n){6}/g)).toBeNull();
    for (const { name } of FLOWS) expect(stdout).toMatch(new RegExp(`^${name}$`, 'm'));
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  it.each(choicesOf(MODE))('in %s mode, with this text', async (mode) => {
    const { stdout } = await simulate(['--mode', mode]);
    await expect(steady(stdout)).toMatchFileSnapshot(`golden/simulate-${mode}.txt`);
  });

  it('without a word of options, and leaves nothing behind', async () => {
    const TMPDIR = scratchFolder();
    const { exitCode, stdout } = await simulate([], { TMPDIR });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^the built-in site, authenticated mode, file store: login-next\n/);
    expect(stdout).toMatch(/\npassed {3}11 steps, 41 checks, /);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  it.skipIf(!REDIS_URL)('and leaves no key in Redis', async () => {
    // A database of its own: other tests simulate in the first one at the same time.
    const url = Object.assign(new URL(REDIS_URL), { pathname: '/1' }).href;
    await simulate(['--store', 'redis', '--flow', 'two-visitors'], { REDIS_URL: url });
    expect(await withRedis(url, (client) => client.dbSize())).toBe(0);
  });
});

describe('what a run shows when something is wrong', () => {
  const cases = [
    ['an id that stays', ['--start', 'node keeps-its-id.cjs'], 1],
    ['a log-out that leaves the session', ['--start', 'node drops-the-cookie-alone.mjs'], 1],
    [
      'a redirect before the session is stored',
      ['--start', 'node redirects-before-saved.cjs', '--pace', 'both'],
      1,
    ],
    ['a cookie for HTTPS alone', ['--start', 'node cookie-for-https.cjs'], 1],
    ['a store that fails', ['--start', 'node store-that-fails.cjs'], 1],
    ['a crash', ['--start', 'node crashes-at-sign-in.cjs'], 3],
    ['an app that does not start', ['--start', 'node no-such-file.cjs'], 3],
    ['headers and bodies of a failed run', ['--start', 'node cookie-for-https.cjs', '-vv'], 1],
  ] as const;

  it.each(cases)('%s', async (name, args, code) => {
    if (name.includes('leaves the session') && !REDIS_URL) return;
    const { exitCode, stdout, stderr } = await simulate([APPS, ...args], {
      SESSIONS: scratchFolder(),
      REDIS_URL,
      REDIS_PREFIX: `golden-${process.pid}:`,
    });
    const told = `${steady(stdout)}\n\n[stderr]\n${steady(stderr)}\n\n[exit code ${exitCode}]\n`;
    const lasting = told
      .replace(/(Date|ETag): .*/g, '$1: …')
      .replace(/node:internal[\s\S]*?(?=\n[ │]+(Error|throw))/g, 'node:internal');
    await expect(lasting).toMatchFileSnapshot(`golden/simulate ${name}.txt`);
    expect(exitCode).toBe(code);
  });

  it.each([
    [['--flow', 'nope'], 2, 'There is no flow "nope". Choose one of login-next'],
    [['--flow', 'nope.json'], 2, 'There is no file nope.json'],
    [['--mode', 'sometimes'], 2, '--mode cannot be "sometimes".'],
    [['--timeout', 'soon'], 2, 'must be a number of seconds'],
    [['--instances', '0'], 2, 'must be a whole number, from 1 to 64'],
    [['--instances', '65'], 2, 'must be a whole number, from 1 to 64'],
    [['--password-stdin'], 2, 'No password came from standard input. Pipe it in'],
    [['--report', 'run.html/'], 1, 'its name ends as that of a folder'],
    [['--url', '127.0.0.1'], 2, '127.0.0.1 is not the address of a site'],
    [['--url', 'http://127.0.0.1:1', '--start', 'node x'], 2, 'Leave the folder and --start out'],
    [['--url', 'http://127.0.0.1:1'], 3, 'There is no site at http://127.0.0.1:1'],
    [['--url', 'http://127.0.0.1:1', '--flow', 'remember'], 2, 'is already running'],
    [['--url', 'http://127.0.0.1:1', '--flow', 'instances'], 2, 'is already running'],
    [
      ['--url', 'http://127.0.0.1:1', '--login', 'x'],
      2,
      '--login is not a path that begins with /',
    ],
    [['--save'], 2, 'The way in is saved to the package.json of an app.'],
    [
      ['--save', '--start', 'node x', '--login', 'POST /x {"password":"t0p5ecret"}'],
      2,
      'Write $password in its place',
    ],
    [['--url', 'http://127.0.0.1:1', '--flow', 'expiry'], 2, 'needs settings'],
    [['--url', 'http://127.0.0.1:1', '--instances', '3'], 2, 'leave --instances out'],
    [['--url', 'http://127.0.0.1:1', '--mode', 'anonymous'], 2, 'leave --mode and --store out'],
    [['--url', 'http://127.0.0.1:1', '--store', 'redis'], 2, 'leave --mode and --store out'],
    [['--dir', 'x', '--redis', 'redis://x'], 2, 'in files (--dir) or in Redis'],
    [['--dir', 'x'], 2, 'The built-in site has a file store of its own.'],
    [['--store', 'redis', '--prefix', 'x:'], 2, 'have a prefix of the run’s own'],
    [['--use-own-store'], 2, 'Leave --use-own-store out, or name a site’s folder.'],
    [['--login', '/x'], 2, 'The way into the built-in site is known. Leave --login out'],
    [['--i-own-this-host', 'x'], 2, 'is for a load test'],
    [['--compare', 'memory,file', '--i-own-this-host', 'x'], 2, 'is for a load test'],
    [['--instances', '3'], 2, 'login-next has one alone. Leave it out'],
    [['--compare', 'memory,file', '--instances', '3'], 2, 'login-next has one alone'],
    [[APPS, '--start', 'node x', '--mode', 'anonymous'], 2, 'Leave --mode out'],
    [['--store', 'redis', '--redis', 'redis://127.0.0.1:1'], 4, 'that --redis is right'],
    [['/no/such/folder'], 2, 'There is no folder /no/such/folder'],
    [[tmpdir()], 2, 'There is no site made by create-session-app in'],
    [['--report', 'run.pdf'], 2, 'its name must end in .html, .har, .xml, or .mmd'],
    [['--report', '/no/such/folder/run.html'], 1, 'its folder does not exist'],
    [['--flow', 'expiry', APPS, '--start', 'node keeps-its-id.cjs'], 2, 'needs settings'],
    [
      ['--force'],
      2,
      'There is no option --force of simulate. The commands create and update have it.',
    ],
  ])('%j: exit code %i', async (args, code, words) => {
    const { exitCode, stdout, stderr } = await simulate(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr.replaceAll('\n', ' ')).toContain(words);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it.each([
    [['--dir', 'x'], 'has a file store of its own. Leave --dir'],
    [['--redis', 'redis://127.0.0.1:1'], 'has a file store of its own. Leave --dir, --redis'],
  ])('%j, with a site that create made', async (args, words) => {
    const site = scratchFolder();
    const marker = { mode: 'authenticated', store: 'file', language: 'javascript' };
    writeFileSync(join(site, 'package.json'), JSON.stringify({ 'create-session-app': marker }));
    const { exitCode, stdout, stderr } = await simulate([site, '--start', 'true', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(words);
  });

  it('a folder of sessions that is not there, once the app runs', async () => {
    const args = [APPS, '--start', 'node sound.cjs', '--flow', 'login-next', '--dir'];
    const missing = 'of --dir does not exist: until it does, no sessions can be seen.';
    expect((await simulate([...args, '/no/such'])).stderr).toContain(missing);
    expect((await simulate([...args, scratchFolder()])).stderr).not.toContain(missing);
  });

  it('an app that is silent for longer than --timeout allows', async () => {
    const folder = scratchFolder();
    const flow = join(folder, 'silent.json');
    const steps = [{ title: 'silence', do: { get: '/?end=silent' }, expect: [{ status: 200 }] }];
    writeFileSync(flow, JSON.stringify({ name: 'silent', about: 'no answer', steps }));
    const args = [APPS, '--start', 'node every-ending.cjs', '--flow', flow, '--timeout', '6'];
    const { exitCode, stdout } = await simulate(args);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('no answer in 6 s');
  });

  it('a Redis that is not there: which one, and how to start one', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    const { exitCode, stderr } = await simulate(['--store', 'redis'], { REDIS_URL: url });
    expect(exitCode).toBe(4);
    expect(stderr).toContain(url.slice('redis://'.length));
    expect(stderr).toContain('REDIS_URL');
    expect(stderr).toMatch(/redis-server|docker/);
  });
});

describe('--json', () => {
  const linesOf = (text: string) => text.split('\n').map((line) => JSON.parse(line));

  it('prints an object a line: start, steps, end', async () => {
    const { exitCode, stdout, stderr } = await simulate(['--json', '--mode', 'anonymous']);
    const lines = linesOf(stdout);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(lines.map(({ v }) => v)).toEqual(lines.map(() => 1));
    expect(lines.map(({ type }) => type)).toEqual(['start', ...Array(11).fill('step'), 'end']);
    expect(lines.map(({ number }) => number).filter(Boolean)).toEqual([
      ...Array.from({ length: 11 }, (_, index) => index + 1),
    ]);
  });

  it('prints what the package’s simulate() yields', async () => {
    const args = ['--mode', 'anonymous', '--store', 'memory'];
    const { stdout } = await simulate(['--json', ...args]);
    const yielded = await allOf({ mode: 'anonymous', store: 'memory' });
    expect(linesOf(stdout).map(lasting)).toEqual(yielded.map(lasting));
  });

  it('of many processes, Node says nothing of listeners', async () => {
    const { exitCode, stderr } = await simulate(['--flow', 'instances', '--instances', '11']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('names each of the processes that --instances asks for', async () => {
    const args = ['--json', '--flow', 'instances', '--instances', '3'];
    const { exitCode, stdout } = await simulate(args);
    expect(exitCode).toBe(0);
    expect(new Set(linesOf(stdout)[0].site.urls).size).toBe(3);
  });

  it('tells of an error in the same way', async () => {
    const { exitCode, stdout } = await simulate(['--json', '--flow', 'nope']);
    expect(exitCode).toBe(2);
    expect(linesOf(stdout)).toEqual([
      { v: 1, type: 'error', code: 'usage', message: expect.stringContaining('no flow "nope"') },
    ]);
  });

  it('counts in front of the command’s name as well', async () => {
    const { stdout } = await runCli(['--json', 'simulate', '--list']);
    expect(linesOf(stdout).map(({ name }) => name)).toEqual(FLOWS.map(({ name }) => name));
  });
});

describe('a generated site', () => {
  let site: InstalledSite;
  let directory: string;
  beforeAll(async () => {
    site = await borrowSite('anonymous', 'file', 'javascript');
    directory = site.directory;
  });
  afterAll(() => site.remove());

  it('runs in its own mode, on a store that is not its own', async () => {
    const { exitCode, stdout } = await simulate([directory, '--flow', 'remember']);
    expect(stdout).toContain(`${directory}, anonymous mode, file store: remember`);
    expect(exitCode).toBe(0);
    expect(existsSync(join(directory, '.sessions'))).toBe(false);
  });

  it('takes its mode and store repeated, and refuses others', async () => {
    const repeated = ['--mode', 'anonymous', '--store', 'file'];
    expect((await simulate([directory, ...repeated])).exitCode).toBe(0);
    const { exitCode, stderr } = await simulate([directory, '--store', 'memory']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has the file store, not the memory one');
  });

  it('uses its own sessions only when it is told to', async () => {
    const sessions = join(directory, '.sessions');
    mkdirSync(sessions);
    writeFileSync(join(sessions, 'note.txt'), 'mine');
    await simulate([directory, '--use-own-store', '--flow', 'instances']);
    expect(readdirSync(sessions).sort()).toEqual(['note.txt']);
    await simulate([directory, '--use-own-store', '--flow', 'expiry']);
    expect(readdirSync(sessions).length).toBeGreaterThan(1);
  });

  it('keeps them where its .env says', async () => {
    const path = join(directory, '.env');
    const before = readFileSync(path, 'utf8');
    onTestFinished(() => writeFileSync(path, before));
    writeFileSync(path, `${before}\nSESSION_DIR=elsewhere\n`);
    const { stdout } = await simulate([directory, '--use-own-store']);
    expect(stdout).toMatch(/^ +\+ #\d+ {2}lang "en"/m);
    expect(readdirSync(directory)).toContain('elsewhere');
  });

  it('signs in with an account whose password comes from standard input', async () => {
    const users = join(scratchFolder(), 'users.json');
    await add(directory, users, 'bob', 'a password of bob’s');
    const run = (password: string) =>
      withInput([directory, '--user', 'bob', '--password-stdin'], password, { USERS_FILE: users });
    expect(await run('a password of bob’s\n')).toMatchObject({ exitCode: 0 });
    const none = await run('\na password of bob’s\n');
    expect(none).toMatchObject({ exitCode: 2, stdout: '' });
    expect(none.stderr).toContain('The first line of standard input is empty');
    const wrong = await run('a wrong one\n');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stdout).toContain('give an account with --user and --password-stdin');
    expect(wrong.stdout).not.toContain('a wrong one');
  });

  it('that runs already is visited at its address, and its files are read where --dir says', async () => {
    const { url, stop } = await site.start('start');
    onTestFinished(async () => {
      await stop();
    });
    const wire = await simulate(['--url', url]);
    expect({ code: wire.exitCode, store: /^ {4}store/m.test(wire.stdout) }).toEqual({
      code: 0,
      store: false,
    });
    const both = await simulate(['--url', url, '--dir', join(directory, '.sessions')]);
    expect(both.stdout).toMatch(/^ +\+ #\d+ {2}.*user_name "alice"$/m);
  });
});

async function add(directory: string, users: string, name: string, password: string) {
  const { exitCode } = await manage({ directory }, users, ['user:add', name], password);
  expect(exitCode).toBe(0);
}

async function withInput(args: string[], input: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [BIN['session-app'], 'simulate', ...args], {
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  child.stdin.end(input);
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  return { exitCode, stdout, stderr };
}

const ESC = '\x1b';

it.each([
  ['-v', false],
  ['-vv', true],
])('%s shows headers; bodies: %s', async (flag, bodies) => {
  const { stdout } = await simulate([flag]);
  expect(stdout).toMatch(/^ {4}request +Host: 127/m);
  expect(stdout).toMatch(/^ {4}response +\S+: /m);
  expect(/^ {4}body /m.test(stdout)).toBe(bodies);
});

describe('on a terminal', () => {
  const run = (args: string[], env: Record<string, string> = {}) =>
    new TerminalRun(process.execPath, [BIN['session-app'], 'simulate', ...args], {
      cwd: scratchFolder(),
      env,
    });
  const ESCAPES = new RegExp(`${ESC}\\[\\d*m`);

  it('keeps within 80 columns, in colour', async () => {
    const terminal = run(['--mode', 'anonymous']);
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).toMatch(ESCAPES);
    await terminal.shows('next     session-app simulate --mode anonymous --flow all');
    const plain = terminal.output.replace(new RegExp(`${ESC}\\[[\\d;?]*[a-z]`, 'gi'), '');
    for (const line of plain.split(/\r?\n/)) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it.each([
    ['NO_COLOR', '1'],
    ['TERM', 'dumb'],
  ])('is as readable without colour, with %s=%s', async (name, value) => {
    const terminal = run([], { [name]: value });
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).not.toMatch(ESCAPES);
    expect(terminal.output).toContain('passed   11 steps');
  });

  it.each([[['--no-color', 'simulate']], [['simulate', '--no-color']]])(
    'has no colour with %j',
    async (args) => {
      const terminal = new TerminalRun(process.execPath, [BIN['session-app'], ...args], {
        cwd: scratchFolder(),
      });
      expect(await terminal.ended).toBe(0);
      expect(terminal.output).not.toMatch(ESCAPES);
    },
  );

  it('Ctrl-C ends it at once', async () => {
    const terminal = run(['--flow', 'expiry']);
    await terminal.shows('back to the page');
    terminal.press('\x03');
    expect(await terminal.ended).toBe(130);
    expect(terminal.text()).toContain('Interrupted');
  });
});

describe('--report', () => {
  it('writes each kind, and says so', async () => {
    const folder = scratchFolder();
    const paths = ['run.html', 'run.har', 'run.xml', 'run.mmd'].map((name) => join(folder, name));
    const args = paths.flatMap((path) => ['--report', path]);
    const { exitCode, stderr } = await simulate(args);
    expect(exitCode).toBe(0);
    expect(stderr.split('\n')).toEqual(paths.map((path) => `Wrote ${path}`));
    for (const path of paths) expect(readFileSync(path, 'utf8')).toContain('the sign-in');
  });

  it('is written of a run that did not come to its end', async () => {
    const path = join(scratchFolder(), 'run.xml');
    const args = [APPS, '--start', 'node crashes-at-sign-in.cjs', '--report', path];
    expect((await simulate(args)).exitCode).toBe(3);
    expect(readFileSync(path, 'utf8')).toContain('<error');
  });
});

describe('--flow all on an app of others', () => {
  const args = [FIELD, '--start', 'node server.cjs', '--flow', 'all', '--pace', 'patient'];

  it('says what is left out, and why', async () => {
    const { exitCode, stdout, stderr } = await simulate(args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\bua, MemoryStore store: home$/m);
    expect(stderr).toMatch(/^left out {3}login-next: no way to sign in was found/m);
    for (const { name } of FLOWS) expect(stderr).toMatch(new RegExp(`^left out {3}${name}: `, 'm'));
  });

  it('and so in JSON', async () => {
    const { stdout } = await simulate([...args, '--json']);
    const [start] = stdout.split('\n').map((line) => JSON.parse(line));
    expect(start.leftOut).toContainEqual({
      flow: 'expiry',
      why: 'it sets limits that only a site made by create-session-app has',
    });
  });
});

it('--list says what each flow shows', async () => {
  const { exitCode, stdout } = await simulate(['--list']);
  expect(exitCode).toBe(0);
  for (const { name } of FLOWS) expect(stdout).toMatch(new RegExp(`^${name} +\\w`, 'm'));
});

it.skipIf(!inject('redisServer'))(
  'a Redis with a password is used where REDIS_URL says so',
  async () => {
    const server = await startRedis(inject('redisServer'));
    onTestFinished(() => server.stop());
    await withRedis(server.url, (client) => client.configSet('requirepass', 'hush'));
    const url = server.url.replace('redis://', 'redis://:hush@');
    const { exitCode, stdout, stderr } = await simulate(['--store', 'redis'], { REDIS_URL: url });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toContain('hush');
  },
);

it.skipIf(!REDIS_URL)(
  'a site on Redis that runs already is seen at --redis and --prefix, or REDIS_URL',
  async () => {
    const site = await borrowSite('anonymous', 'redis', 'javascript');
    const prefix = `running-${process.pid}:`;
    const { url, stop } = await site.start('start', { REDIS_URL, REDIS_PREFIX: prefix });
    onTestFinished(async () => {
      await stop();
      await site.remove();
    });
    for (const [args, env] of [
      [['--redis', REDIS_URL], {}],
      [[], { REDIS_URL }],
    ] as const) {
      const { exitCode, stdout } = await simulate(['--url', url, '--prefix', prefix, ...args], {
        ...env,
      });
      expect(exitCode, stdout).toBe(0);
      expect(stdout).toMatch(/^ +\+ #\d+ {2}.*user_name "alice"$/m);
    }
  },
);
