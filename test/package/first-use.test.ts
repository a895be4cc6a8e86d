import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { create } from '../../src/create/create.ts';
import { CLEAN_ENV, runCli } from '../support/cli.ts';
import { makeLaterPackage } from '../support/later-version.ts';
import { packageManagerFrom } from '../support/package-managers.ts';
import { type Registry, startRegistry } from '../support/registry.ts';
import { makeFolder } from '../support/scratch.ts';
import { untilItListens } from '../support/site.ts';
import { ownManifest, packInto, unpackInto } from '../support/tarball.ts';
import { Visitor } from '../support/visitor.ts';

/** What a person types, with each package manager, and where that comes from. A site in JavaScript installs sooner. */
const WAYS = [
  { manager: 'npm', typed: 'npx --yes create-session-app my-app --yes' },
  { manager: 'npm', typed: 'npm create --yes session-app my-app -- --js' },
  { manager: 'pnpm', typed: 'pnpm create session-app my-app --yes', from: 'pnpm' },
  { manager: 'yarn', typed: 'yarn create session-app my-app --js', from: 'yarn@1.22.22' },
  { manager: 'yarn', typed: 'yarn create session-app my-app --js', from: '@yarnpkg/cli-dist@4' },
  { manager: 'bun', typed: 'bun create session-app my-app --yes', from: 'bun' },
];

const ways: Array<(typeof WAYS)[number] & { programs: string | undefined }> = [];
for (const way of WAYS) {
  ways.push({ ...way, programs: way.from ? await packageManagerFrom(way.from) : '' });
}

const folder = makeFolder();
let registry: Registry;

beforeAll(async () => {
  const unpacked = await unpackInto(folder, await packInto(folder));
  const mark = resolve('build/published.ts');
  const tsx = resolve('node_modules/.bin/tsx');
  await execa(tsx, [mark], { cwd: unpacked, env: { npm_command: 'publish' } });
  registry = await startRegistry();
  await registry.publish(unpacked);
});
afterAll(async () => {
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A home of somebody who has never installed anything, and whose packages come from our registry. */
function newHome(name: string, programs = '') {
  const home = join(folder, name);
  mkdirSync(join(home, 'sites'), { recursive: true });
  writeFileSync(join(home, '.npmrc'), `registry=${registry.url}\n`);
  const env = {
    ...CLEAN_ENV,
    HOME: home,
    USERPROFILE: home,
    PATH: [programs, CLEAN_ENV.PATH].filter(Boolean).join(delimiter),
    npm_config_registry: registry.url,
    pnpm_config_registry: registry.url,
    BUN_CONFIG_REGISTRY: registry.url,
    YARN_REGISTRY: registry.url,
    YARN_NPM_REGISTRY_SERVER: registry.url,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_ENABLE_TELEMETRY: '0',
    // What was published a moment ago would be too young for them.
    pnpm_config_minimum_release_age: '0',
    YARN_NPM_MINIMAL_AGE_GATE: '0',
  };
  return { cwd: join(home, 'sites'), env };
}

it('an update asks a registry for the version that made a site', async () => {
  const { cwd, env } = newHome('update');
  const directory = join(cwd, 'my-app');
  await create({ directory, store: 'memory' });
  const place = join(directory, 'src/errors.ts');
  // So git does not know what was generated.
  writeFileSync(place, `// Mine.\n${readFileSync(place, 'utf8')}`);
  const later = join(folder, 'later');
  mkdirSync(later);
  const words = [makeLaterPackage(later), 'update', '--force', '--no-install', '--no-test'];
  await execa(process.execPath, words, { cwd: directory, env, extendEnv: false, stdin: 'ignore' });
  expect(readFileSync(place, 'utf8')).toMatch(
    /^\/\/ Mine\.[\s\S]*Changed in the later version\.\n$/,
  );
});

it('a site names the version also where the package was installed globally', async () => {
  const { cwd, env } = newHome('global');
  const options = { cwd, env, extendEnv: false, stdin: 'ignore' } as const;
  const prefix = join(cwd, 'global');
  await execa('npm', ['install', '--global', '--prefix', prefix, 'create-session-app'], options);
  const command = join(prefix, 'bin/create-session-app');
  await execa(command, ['my-app', '--yes', '--no-install', '--no-git'], options);
  const site = JSON.parse(readFileSync(join(cwd, 'my-app/package.json'), 'utf8'));
  expect(site.devDependencies['create-session-app']).toBe(ownManifest().version);
});

describe('from a registry, in an empty folder and an empty home', () => {
  it('the command is all that is fetched to run it', async () => {
    const { cwd, env } = newHome('requests');
    const words = ['--yes', '--loglevel', 'http', 'create-session-app', 'my-app', '--no-install'];
    const { stderr } = await execa('npx', words, { cwd, env, extendEnv: false, stdin: 'ignore' });
    const fetched = stderr.match(/http fetch GET 200 \S+/g) ?? [];
    const paths = new Set(fetched.map((line) => line.replace(/.*127\.0\.0\.1:\d+/, '')));
    // npm looks whether there is a newer npm.
    paths.delete('/npm');
    expect([...paths]).toEqual([
      '/create-session-app',
      expect.stringMatching(/^\/create-session-app\/-\/create-session-app-[\d.]+\.tgz$/),
    ]);
  });

  it.for(ways)('$typed ($from)', async ({ manager, typed, from = 'npm', programs }, { skip }) => {
    skip(programs === undefined, `${from} cannot be had`);
    const { cwd, env } = newHome(from.replace(/\W+/g, '-') + typed.slice(0, 3), programs);
    const options = { env, extendEnv: false, stdin: 'ignore', all: true } as const;
    const [program = '', ...words] = typed.split(' ');
    const created = await execa(program, words, { ...options, cwd });
    expect(created.all).toContain('Installed the dependencies');

    const site = join(cwd, 'my-app');
    expect(readFileSync(join(site, 'README.md'), 'utf8')).toContain(`${manager} `);
    const tested = await execa(manager, ['run', 'test'], { ...options, cwd: site });
    expect(tested.all).toMatch(/fail 0\b/);
    const simulated = await runCli(['simulate', site], { bin: 'session-app' });
    expect(simulated).toMatchObject({ exitCode: 0, stderr: '' });

    // A process group of its own, so that all that the package manager starts can be ended.
    const running = spawn(manager, ['run', 'dev'], {
      cwd: site,
      env: { ...env, PORT: '0' },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(async () => {
      if (running.pid === undefined || running.exitCode !== null) return;
      process.kill(-running.pid, 'SIGTERM');
      await once(running, 'exit');
    });
    const { url } = await untilItListens(running);
    expect((await new Visitor(url).get('/')).body).toContain('You are at the home page!!');
  });
});
