import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BIN, CLEAN_ENV, runCli } from '../support/cli.ts';
import { descendantsOf, untilGone } from '../support/processes.ts';
import { scratchFolder } from '../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { KEYS, TerminalRun } from '../support/terminal.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('anonymous', 'memory');
});
afterAll(() => site.remove());

async function startOnTerminal(args: string[], env: Record<string, string> = {}) {
  const XDG_RUNTIME_DIR = scratchFolder();
  const TMPDIR = scratchFolder();
  const run = new TerminalRun(process.execPath, [BIN['session-app'], 'dev', ...args], {
    cwd: APPS,
    env: { PORT: '0', XDG_RUNTIME_DIR, TMPDIR, NO_COLOR: '1', ...env },
  });
  await run.shows(/the app is running at http:\S+/);
  const [url = ''] = /http:\S+/.exec(run.text()) ?? [];
  const leftovers = () => [
    ...readdirSync(join(XDG_RUNTIME_DIR, 'session-app')),
    ...socketsIn(TMPDIR),
  ];
  return { run, url, leftovers };
}

function socketsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('session-app-'));
}

/** Our own lines, without what differs from one time to the next. */
function tailIn(text: string): string {
  return text
    .split('\n')
    .filter((line) => /^\d\d:\d\d:\d\d /.test(line))
    .map((line) => line.replace(/^\S+/, 'HH:MM:SS').replace(/(127\.0\.0\.1):\d+/, '$1:PORT'))
    .join('\n');
}

describe('session-app dev on a terminal', () => {
  it('shows a line for each request, with this text, and the app’s own words behind a bar', async () => {
    const { run, url } = await startOnTerminal([site.directory]);
    const visitor = new Visitor(url);
    await visitor.get('/about');
    await visitor.get('/');
    // Nothing is said of it.
    await visitor.get('/public/style.css');
    await visitor.post('/login', { username: '', next: '/about' });
    await visitor.post('/login?token=hush', { username: 'alice', next: '/about' });
    await visitor.get('/about?and=a-query-that-is-longer-than-its-column');
    await visitor.post('/logout');
    await visitor.get('/nowhere');
    await run.shows('/nowhere');
    await expect(tailIn(run.text())).toMatchFileSnapshot('golden/dev-anonymous.txt');
    expect(run.text()).toMatch(/^ {10}│ MyApp is at http/m);
    // The site's security events are among its words.
    const unbroken = run.text().replaceAll(/\n {10}│ (?!\d{4}-)/g, ' ');
    for (const event of ['signed in', 'logged out']) {
      const words = `UTC: ${event}: alice, from 127\\.0\\.0\\.1, session [0-9a-f]{8}`;
      expect(unbroken).toMatch(new RegExp(`^ {10}│ [-\\d]+ [:\\d]+ ${words}$`, 'm'));
    }
    expect(run.output).not.toContain('hush');
    expect(run.output).not.toContain('\x1b[3');
  });

  it('shows style sheets with -v, where redirects lead, and what is wrong with a session', async () => {
    const app = ['--start', 'node keeps-its-id.cjs', '-v'];
    const { run, url } = await startOnTerminal(app, { SESSIONS: scratchFolder() });
    const visitor = new Visitor(url);
    await visitor.get('/');
    const [[name, value] = []] = visitor.jar;
    const cookie = `${name}=${value?.slice(0, -6)}forged`;
    await new Visitor(url).ask('GET', '/', undefined, { cookie });
    await visitor.post('/login', { username: 'alice', next: '/about' });
    await visitor.get('/style.css');
    await run.shows(/GET +\/style\.css/);
    expect(run.text()).toMatch(/a forged cookie/);
    expect(run.text()).toMatch(/POST \/login +302 +#1 alice +→ \/about {2}kept its id/);
  });

  it('ends with Ctrl-C, all processes and sockets with it, and that is no failure', async () => {
    const { run, url, leftovers } = await startOnTerminal([site.directory]);
    await new Visitor(url).get('/');
    const pids = descendantsOf(run.pid);
    // A shell or npm, the watcher, the app.
    expect(pids.length).toBeGreaterThanOrEqual(3);
    expect(leftovers()).toHaveLength(2);
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(0);
    await untilGone(pids);
    expect(leftovers()).toEqual([]);
    expect(run.text()).toMatch(/\n\S+ {2}the app was stopped$/);
  });

  it('ends an app that does not want to end', async () => {
    const { run } = await startOnTerminal(['--start', 'node tells-its-pid.cjs --stubborn']);
    const pids = descendantsOf(run.pid);
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(0);
    await untilGone(pids);
  });

  it('ends the app even where it is killed itself', async () => {
    const { run } = await startOnTerminal([site.directory]);
    const pids = descendantsOf(run.pid);
    run.kill('SIGKILL');
    await run.ended;
    await untilGone(pids);
  });

  it('shows colours where nobody asked it not to', async () => {
    const { run } = await startOnTerminal([site.directory], { NO_COLOR: '' });
    expect(run.output).toContain('\x1b[32mthe app is running at');
  });
});

describe('session-app dev off a terminal', () => {
  it('prints one JSON object a line, and words to stderr alone', async () => {
    const child = execa(process.execPath, [BIN['session-app'], 'dev', site.directory, '--json'], {
      env: { ...CLEAN_ENV, PORT: '0', XDG_RUNTIME_DIR: scratchFolder() },
      extendEnv: false,
      reject: false,
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await vi.waitFor(() => expect(output).toContain('"type":"started"'), { timeout: 20_000 });
    await new Visitor(/http:[^"\s]+/.exec(output)?.[0] ?? '').get('/');
    await vi.waitFor(() => expect(output).toContain('"type":"request"'), { timeout: 20_000 });
    child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await child;
    expect(exitCode).toBe(0);
    const events = stdout.split('\n').map((line) => JSON.parse(line));
    expect(events.every(({ v, at }) => v === 1 && !Number.isNaN(Date.parse(at)))).toBe(true);
    expect(events.find(({ type }) => type === 'request')).toMatchObject({
      method: 'GET',
      path: '/',
      status: 200,
      session: { after: '#1', action: 'created' },
    });
    expect(events.at(-1)).toMatchObject({ type: 'ended' });
    expect(stderr).toContain('Press Ctrl-C to stop.');
  });

  it.each([
    ['does not start', 'echo no database >&2; exit 3', /did not start \(exit code 3\)/],
    ['ends', 'node -e "console.log(1)"', /did not start \(exit code 0\)/],
  ])('exits with 3 where the app %s, and says what it printed', async (_title, start, words) => {
    const { exitCode, stdout, stderr } = await runCli(['dev', APPS, '--start', start], {
      bin: 'session-app',
    });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/\nSee what it printed last\.$/);
    expect(stdout).toMatch(/^ {10}│ (no database|1)$/);
  });

  it('exits with 3 where the app crashes', async () => {
    const { run, url } = await startOnTerminal(['--start', 'node crashes-at-sign-in.cjs']);
    await new Visitor(url).post('/login', { username: 'alice' }).catch(() => {});
    expect(await run.ended).toBe(3);
    expect(run.text()).toMatch(/the app stopped/);
    expect(run.text()).toMatch(/error: The app ended \(exit code 1\): node crashes-at-sign-in/);
    expect(run.text()).toMatch(/Error: no such user: alice/);
  });

  it.each([
    [['dev', '/nowhere'], /^error: There is no folder \/nowhere\.$/],
    [['dev', APPS], /no package\.json with a "dev" script/],
    [['dev', '--port', '1'], /There is no option --port/],
  ])('is told wrong usage: %j', async (args, words) => {
    const { exitCode, stdout, stderr } = await runCli(args, { bin: 'session-app' });
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(words);
  });

  it('tells a failure as JSON too', async () => {
    const { stdout } = await runCli(['dev', '/nowhere', '--json'], { bin: 'session-app' });
    expect(JSON.parse(stdout)).toMatchObject({ v: 1, type: 'error', code: 'usage' });
  });
});

it('a help page says how it ends', async () => {
  const { stdout } = await runCli(['dev', '--help'], { bin: 'session-app' });
  expect(stdout).toContain('Ctrl-C stops the app and everything it started');
});
