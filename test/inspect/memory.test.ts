import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { type DevRun, startDev } from '../support/dev-run.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { digest } from '../support/stored.ts';
import { Visitor } from '../support/visitor.ts';

describe('the sessions in the memory of a site under `session-app dev`', () => {
  let site: InstalledSite;
  let dev: DevRun;
  let cookie: string;
  let id: string;
  beforeAll(async () => {
    site = await borrowSite('anonymous', 'memory', 'javascript');
    dev = await startDev([site.directory]);
    await new Visitor(dev.url).get('/');
    const alice = new Visitor(dev.url);
    await alice.post('/login', { username: 'alice' });
    cookie = alice.jar.get('my-app') ?? '';
    const [, sessionId = ''] = /^s:(.+)\./.exec(decodeURIComponent(cookie)) ?? [];
    id = digest(sessionId);
  });
  afterAll(async () => {
    await dev?.stop();
    await site?.remove();
  });

  const sessionApp = (command: string, args: string[], input?: string) =>
    runCli([command, ...args], {
      bin: 'session-app',
      cwd: site.directory,
      env: dev.env,
      ...(input !== undefined && { input }),
    });

  it('are the rows of a table', async () => {
    const { exitCode, stdout, stderr } = await sessionApp('inspect', []);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: '2 sessions: 1 signed in, 1 anonymous      memory of this site',
    });
    expect(stdout).toMatch(new RegExp(`^${id.slice(0, 8)}  alice .* user_name$`, 'm'));
  });

  it.each([
    [['--count'], /^2$/],
    [['--signed-in', '--count'], /^1$/],
    [['--where', 'lang=en', '--ndjson'], /^\{.*"lang":"en".*\}$/],
    [['--sort', 'user', '--limit', '1'], /\n\w{8} {2}alice/],
  ])('are chosen by %j', async (args, expected) => {
    const { exitCode, stdout } = await sessionApp('inspect', args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(expected);
  });

  it('are shown whole, by the beginning of their id', async () => {
    const { exitCode, stdout } = await sessionApp('inspect', [id.slice(0, 12)]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Session ${id.slice(0, 8)}  live\n  user +alice\n`));
  });

  it('are opened by their cookie', async () => {
    const { exitCode, stdout } = await sessionApp('decode', [], cookie);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('signed with SESSION_SECRET in .env');
    expect(stdout).toMatch(/^ {2}user_name {2}alice$/m);
  });

  it('are destroyed by nobody but the app: that is told, with exit code 1', async () => {
    const { exitCode, stderr } = await sessionApp('inspect', ['--destroy', id, '--yes']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Only the app itself can end a session in its memory');
    expect((await sessionApp('inspect', ['--count'])).stdout).toBe('2');
  });
});
