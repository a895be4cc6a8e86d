import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { allOf } from '../support/run.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
/** Shows the settings that it was started with, as what a failed app printed. */
const SHOW = 'echo "NODE_ENV=$NODE_ENV NEW_SESSIONS=$NEW_SESSIONS."; exit 1';
/** A shell that is set up for other work. */
const IN_PRODUCTION = { NODE_ENV: 'production' };

let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('authenticated', 'file', 'javascript');
});
afterAll(() => site.remove());

function run(args: string[], env: Record<string, string> = IN_PRODUCTION) {
  return runCli(['simulate', ...args], { bin: 'session-app', env });
}

describe('a shell in which NODE_ENV is production', () => {
  it.each([
    ['the built-in site', () => []],
    ['a site that create made', () => [site.directory]],
    ['the same, with its own store', () => [site.directory, '--use-own-store']],
    ['a load of the built-in site', () => ['--users', '3']],
  ])('does not keep a visitor from %s, over plain HTTP', async (_title, args) => {
    const { exitCode, stdout } = await run(args());
    expect(stdout).not.toContain('FAILED');
    expect(exitCode).toBe(0);
  });

  it('counts for an app of anybody else’s', async () => {
    const { stderr } = await run([APPS, '--start', SHOW]);
    expect(stderr).toContain('NODE_ENV=production NEW_SESSIONS=.');
  });
});

describe('a site that create made is started in development, for visitors from one address', () => {
  const settings = 'NODE_ENV=development NEW_SESSIONS=1000000.';

  it.each([
    ['simulate', []],
    ['a load', ['--users', '3']],
  ])('by %s', async (_title, args) => {
    const { stderr } = await run([site.directory, '--start', SHOW, ...args], {});
    expect(stderr).toContain(settings);
  });

  it('unless whoever starts it says otherwise', async () => {
    const start = `NODE_ENV=production; ${SHOW}`;
    const { stderr } = await run([site.directory, '--start', start], {});
    expect(stderr).toContain('NODE_ENV=production NEW_SESSIONS=1000000.');
    const env = { NODE_ENV: 'staging', NEW_SESSIONS: '7' };
    const fromCode = allOf({ directory: site.directory, start: SHOW, env });
    await expect(fromCode).rejects.toThrow('NODE_ENV=staging NEW_SESSIONS=7.');
  });
});
