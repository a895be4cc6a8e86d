import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { create } from '../../src/index.ts';
import { runCli } from '../support/cli.ts';
import { openStore, record, scratchSettings } from '../support/records.ts';
import { scratchFolder } from '../support/scratch.ts';

const inspect = (args: string[], cwd: string, env: Record<string, string> = {}) =>
  runCli(['inspect', ...args], { bin: 'session-app', cwd, env });

async function store(settings: NodeJS.ProcessEnv, kind: 'file' | 'redis' = 'file'): Promise<void> {
  const records = await openStore(kind, settings);
  await records.create('an-id', record({ user_name: 'alice' }));
  await records.close();
}

describe('inspect finds the store of a site', () => {
  let parent: string;
  let site: string;
  beforeEach(async () => {
    parent = scratchFolder();
    site = join(parent, 'my-app');
    await create({ directory: site, store: 'file' });
  });

  it.each([
    ['in the working directory', () => [[], site] as const],
    ['by its folder', () => [['my-app'], parent] as const],
    ['by its path', () => [[`${site}/`], '/'] as const],
  ])('%s', async (_, where) => {
    await store({ SESSION_DIR: join(site, '.sessions') });
    const [args, cwd] = where();
    const { exitCode, stdout, stderr } = await inspect([...args], cwd);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('alice');
    expect(stderr).toContain('1 session: 1 signed in      file .sessions/');
  });

  it('where its .env says', async () => {
    writeFileSync(join(site, '.env'), 'SESSION_DIR=elsewhere\n');
    await store({ SESSION_DIR: join(site, 'elsewhere') });
    expect((await inspect([], site)).stdout).toContain('alice');
  });

  it('where the environment says, as that wins over .env', async () => {
    const folder = scratchFolder();
    await store({ SESSION_DIR: folder });
    expect((await inspect([], site, { SESSION_DIR: folder })).stdout).toContain('alice');
  });

  it('that has not been started yet: it is empty', async () => {
    const { exitCode, stdout, stderr } = await inspect([], site);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('no sessions      file .sessions/');
  });

  it('in its own folder, though REDIS_URL is set', async () => {
    await store({ SESSION_DIR: join(site, '.sessions') });
    const { stdout } = await inspect([], site, { REDIS_URL: 'redis://127.0.0.1:1' });
    expect(stdout).toContain('alice');
  });

  it.skipIf(!inject('redisUrl'))('in the Redis, and under the prefix, that it uses', async () => {
    const directory = join(parent, 'redis-app');
    await create({ directory, store: 'redis' });
    const { REDIS_URL = '', REDIS_PREFIX = '' } = scratchSettings();
    await store({ REDIS_URL, REDIS_PREFIX }, 'redis');
    const text = readFileSync(join(directory, '.env'), 'utf8');
    const env = text.replace(
      /^REDIS_URL=.*$/m,
      `REDIS_URL=${REDIS_URL}\nREDIS_PREFIX=${REDIS_PREFIX}`,
    );
    writeFileSync(join(directory, '.env'), env);
    const { stdout, stderr } = await inspect([directory], parent);
    expect(stdout).toContain('alice');
    expect(stderr).toContain(`redis ${new URL(REDIS_URL).host} ${REDIS_PREFIX}`);
  });

  it('made before sites said what their store is', async () => {
    const path = join(site, 'package.json');
    const { 'create-session-app': marker, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
    expect(marker).toBeDefined();
    writeFileSync(path, JSON.stringify(manifest));
    await store({ SESSION_DIR: join(site, '.sessions') });
    expect((await inspect([], site)).stdout).toContain('alice');
  });
});

describe('inspect finds the store of any other app, without its source, by what it depends on', () => {
  function app(dependencies: Record<string, string>): string {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }));
    return folder;
  }

  it('session-file-store', async () => {
    const folder = app({ 'express-session': '1', 'session-file-store': '1' });
    mkdirSync(join(folder, 'sessions'));
    writeFileSync(
      join(folder, 'sessions/an-id.json'),
      JSON.stringify({ cookie: { originalMaxAge: 60_000 }, user: 'bob', __lastAccess: Date.now() }),
    );
    const { stdout, stderr } = await inspect([], folder);
    expect(stdout).toMatch(/bob .* user$/);
    expect(stderr).toContain('file sessions/');
  });

  it.skipIf(!inject('redisUrl'))('connect-redis', async () => {
    const { REDIS_URL = '', REDIS_PREFIX = '' } = scratchSettings();
    await store({ REDIS_URL, REDIS_PREFIX }, 'redis');
    const folder = app({ 'express-session': '1', 'connect-redis': '9' });
    const { stdout } = await inspect(['--prefix', REDIS_PREFIX], folder, { REDIS_URL });
    expect(stdout).toContain('alice');
  });

  it.each([
    [
      'an app whose store is not known',
      { 'express-session': '1' },
      /It is not known which store \. uses: .*--dir FOLDER, --redis URL or --database URL/,
    ],
    [
      'an app without sessions',
      { express: '5' },
      /Neither the package\.json nor the source of \. names express-session, .*--dir FOLDER/,
    ],
  ])('%s is asked to say where', async (_, dependencies, message) => {
    const { exitCode, stderr } = await inspect([], app(dependencies));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('inspect says what to type', () => {
  it.each([
    ['in a folder without a site', [], /There is no site in .*--dir FOLDER or --redis URL/],
    ['for a folder that is not there', ['./nowhere'], /There is no folder \.\/nowhere/],
    [
      'for a word that is neither a folder nor an id',
      ['nowhere'],
      /There is no folder nowhere\. There is no site in/,
    ],
    [
      'for a prefix of keys where there are files',
      ['--dir', '.', '--prefix', 'sess:'],
      /There are no prefixes in that store\. Leave --prefix out/,
    ],
    ['for two sites at a time', ['./a', './b'], /Only one site can be inspected at a time/],
  ])('%s', async (_, args, message) => {
    const { exitCode, stderr } = await inspect(args, scratchFolder());
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('in the folder above a site: which one is there', async () => {
    const folder = scratchFolder();
    await create({ directory: join(folder, 'my-app') });
    const { exitCode, stderr } = await inspect([], folder);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'error: There is no site in this folder, but there is one in ./my-app. Name its folder, or go there first.',
    });
  });

  it('where package.json is broken', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'package.json'), '{');
    const { exitCode, stderr } = await inspect([], folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('package.json is not valid JSON. Correct it first.');
  });

  it('for a site that keeps its sessions in memory, with exit code 4', async () => {
    const directory = join(scratchFolder(), 'my-app');
    await create({ directory, store: 'memory' });
    const { exitCode, stdout, stderr } = await inspect(['my-app'], join(directory, '..'));
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toMatch(/memory.*session-app dev/s);
  });
});
