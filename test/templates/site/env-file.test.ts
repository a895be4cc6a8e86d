import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { borrowSite, type InstalledSite } from '../../support/site.ts';

const SECRET = 'a secret that stands in the file';
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

describe('the file .env', () => {
  let site: InstalledSite;
  let file: string;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'memory', 'javascript');
    file = join(site.directory, '.env');
    // The site is also run by somebody else here.
    chmodSync(join(site.directory, '..'), 0o755);
  });
  afterAll(() => site?.remove());
  beforeEach(() => rmSync(file, { recursive: true, force: true }));

  /** Starts the site, which is about to fail, and answers what it says. */
  async function refusal(script = 'src/server.js', options = {}): Promise<string> {
    const { exitCode, all } = await execa(process.execPath, [script, 'list'], {
      cwd: site.directory,
      env: { PATH: process.env.PATH, PORT: '0', HOST: '127.0.0.1' },
      extendEnv: false,
      reject: false,
      all: true,
      timeout: 20_000,
      ...options,
    });
    expect(exitCode).toBe(1);
    expect(all).not.toMatch(/\n {4}at /);
    return String(all);
  }

  /** Starts the site with nothing but the file to tell it its secret. */
  async function starts(env: Record<string, string> = {}): Promise<boolean> {
    const running = await site.start('start', env);
    return (await running.stop()) === 0;
  }

  it('may be missing: the environment will do', async () => {
    expect(await starts({ SESSION_SECRET: SECRET })).toBe(true);
    expect(await refusal()).toMatch(/^SESSION_SECRET must be/);
  });

  it('counts less than the environment', async () => {
    writeFileSync(file, `SESSION_SECRET=${SECRET}\nHOST=a name of no machine\n`);
    expect(await starts({ HOST: '127.0.0.1' })).toBe(true);
  });

  it('may begin with a byte-order mark', async () => {
    writeFileSync(file, `\uFEFFSESSION_SECRET=${SECRET}\n`);
    expect(await starts()).toBe(true);
  });

  it.each(['src/server.js', 'src/accounts/users/manage-users.js'])(
    'is refused by its path, with the reason, where it is no file: %s',
    async (script) => {
      mkdirSync(file);
      expect(await refusal(script)).toBe(
        `The settings in ${file} cannot be read: it is not a file.`,
      );
    },
  );

  it('is refused where it is a pipe, instead of waiting for what comes out of it', async () => {
    spawnSync('mkfifo', [file]);
    expect(await refusal()).toContain(`${file} cannot be read: it is not a file`);
  });

  it('is refused where it is not UTF-8, as some editors on Windows write it', async () => {
    writeFileSync(file, `\uFEFFSESSION_SECRET=${SECRET}\n`, 'utf16le');
    expect(await refusal()).toContain(`${file} cannot be read: `);
  });

  it.skipIf(!isRoot)('is refused where the site may not read it', async () => {
    writeFileSync(file, `SESSION_SECRET=${SECRET}\n`, { mode: 0o600 });
    expect(await refusal('src/server.js', { uid: NOBODY })).toMatch(
      /^The settings in .*\.env cannot be read: EACCES: permission denied/,
    );
  });

  it.each(['development', 'production'])('cannot say NODE_ENV=%s', async (NODE_ENV) => {
    writeFileSync(file, `SESSION_SECRET=${SECRET}\nNODE_ENV=${NODE_ENV}\n`);
    const text = await refusal();
    expect(text).toContain('.env sets NODE_ENV, and must not');
    expect(text).not.toContain(SECRET);
  });
});
