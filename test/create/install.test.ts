import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { install } from '../../src/create/install.ts';
import { plan } from '../../src/create/plan.ts';
import type { PackageManager } from '../../src/project/package-manager.ts';
import { listen } from '../support/listen.ts';
import { packageManagerFrom } from '../support/package-managers.ts';
import { findProgram } from '../support/programs.ts';
import { scratchFolder } from '../support/scratch.ts';

/** The package managers, and the packages that they come from. */
const MANAGERS: Array<{ manager: PackageManager; from: string }> = [
  { manager: 'npm', from: 'npm' },
  { manager: 'pnpm', from: 'pnpm' },
  { manager: 'pnpm', from: 'pnpm@10' },
  { manager: 'yarn', from: 'yarn@1.22.22' },
  { manager: 'yarn', from: '@yarnpkg/cli-dist@4' },
  { manager: 'bun', from: 'bun' },
];

/** What tells one package manager or another to leave something out, or to be careful. */
const SPARING = {
  NODE_ENV: 'production',
  CI: 'true',
  npm_config_production: 'true',
  pnpm_config_production: 'true',
  YARN_PRODUCTION: 'true',
};

/** npm alone can be told in many ways, also to put packages elsewhere. */
const SPARING_NPM = [
  { npm_config_omit: 'dev' },
  { npm_config_only: 'prod' },
  { npm_config_global: 'true', npm_config_prefix: '/dev/null/nowhere' },
  { npm_config_location: 'global' },
  { npm_config_dry_run: 'true' },
  { npm_config_package_lock_only: 'true' },
  { npm_config_prefix: '/dev/null/nowhere' },
  { npm_config_workspace: 'nowhere' },
  { npm_config_os: 'plan9', npm_config_cpu: 'pdp11' },
  { NODE_ENV: 'production' },
];

/** npm tells of it at its end. */
const NEWER_NPM = {
  name: 'npm',
  'dist-tags': { latest: '999.0.0' },
  versions: { '999.0.0': { name: 'npm', version: '999.0.0', dist: { tarball: '' } } },
};

const UNTIL_THE_END = new AbortController().signal;

afterEach(() => vi.unstubAllEnvs());

/** Puts what a package holds first on PATH, unless it is the npm of this machine; skips the test where it cannot be had. */
async function use(from: string, skip: (note: string) => void): Promise<void> {
  if (from === 'npm') return;
  const programs = await packageManagerFrom(from);
  if (programs) putOnPath(programs);
  else skip(`${from} cannot be had`);
}

function putOnPath(folder: string): void {
  vi.stubEnv('PATH', [folder, process.env.PATH].join(delimiter));
}

/** A program of the test's own, in place of a package manager. */
function replaceNpm(script: string): void {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'npm'), 0o755);
  putOnPath(folder);
}

/** As small as a site can be: a package that it runs with, and one that only its developers need. */
function smallSite(packageManager: PackageManager, parent = scratchFolder()): string {
  const site = join(parent, 'site');
  const manifests = {
    '.': { dependencies: { one: 'file:./one' }, devDependencies: { two: 'file:./two' } },
    one: { os: [process.platform], cpu: [process.arch] },
    two: {},
  };
  for (const [folder, manifest] of Object.entries(manifests)) {
    mkdirSync(join(site, folder), { recursive: true });
    writeFileSync(
      join(site, folder, 'package.json'),
      JSON.stringify({ name: folder.replace('.', 'site'), version: '1.0.0', ...manifest }),
    );
  }
  for (const { path, contents } of plan({ directory: site, packageManager })) {
    if (path.includes('yarn')) writeFileSync(join(site, path), contents);
  }
  return site;
}

const hasPackages = (site: string) =>
  ['one', 'two'].map((name) => existsSync(join(site, 'node_modules', name, 'package.json')));

const WAYS = [
  ...MANAGERS.map((way) => ({ ...way, env: SPARING, told: 'to spare' })),
  ...SPARING_NPM.map((env) => ({
    manager: 'npm' as const,
    from: 'npm',
    env,
    told: Object.keys(env).join(),
  })),
];

it.for(WAYS)(
  '$from installs all that a site needs, in its folder, told $told',
  async ({ manager, from, env }, { skip }) => {
    await use(from, skip);
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const site = smallSite(manager);
    await install(manager, site, UNTIL_THE_END);
    expect(hasPackages(site)).toEqual([true, true]);
  },
);

it.for(MANAGERS)(
  '$from installs a site that lies below another package',
  async ({ manager, from }, { skip }) => {
    await use(from, skip);
    const parent = scratchFolder();
    writeFileSync(join(parent, 'package.json'), JSON.stringify({ name: 'parent', private: true }));
    const site = smallSite(manager, parent);
    await install(manager, site, UNTIL_THE_END);
    expect(hasPackages(site)).toEqual([true, true]);
  },
);

it('a package that was left out all the same is missed', async ({ skip }) => {
  await use('bun', skip);
  const site = smallSite('bun');
  writeFileSync(join(site, 'bunfig.toml'), '[install]\nproduction = true\n');
  await expect(install('bun', site, UNTIL_THE_END)).rejects.toMatchObject({
    code: 'install-failed',
    message: expect.stringContaining('ended without an error, but did not install two.'),
  });
});

it('a package that another one needs is missed as well, and one that is optional is not', async () => {
  const needs = JSON.stringify({
    dependencies: { three: '1', four: '1' },
    optionalDependencies: { four: '1' },
  });
  replaceNpm(`mkdir -p node_modules/one node_modules/two
echo '${needs}' > node_modules/one/package.json
echo '{}' > node_modules/two/package.json`);
  await expect(install('npm', smallSite('npm'), UNTIL_THE_END)).rejects.toMatchObject({
    code: 'install-failed',
    message: expect.stringContaining('ended without an error, but did not install three.'),
  });
});

it('packages that a workspace keeps further up are there', async () => {
  const parent = scratchFolder();
  const workspace = { name: 'parent', private: true, workspaces: ['site'] };
  writeFileSync(join(parent, 'package.json'), JSON.stringify(workspace));
  await install('npm', smallSite('npm', parent), UNTIL_THE_END);
  expect(hasPackages(parent)).toEqual([true, true]);
});

it('what npm may not do is told, and not the notices behind it', async () => {
  const registry = createServer((_, response) => response.end(JSON.stringify(NEWER_NPM)));
  vi.stubEnv('npm_config_registry', `http://127.0.0.1:${await listen(registry)}/`);
  vi.stubEnv('CI', undefined);
  const cache = scratchFolder();
  chmodSync(cache, 0o777);
  vi.stubEnv('npm_config_cache', cache);
  const site = smallSite('npm');
  chmodSync(dirname(site), 0o755);
  chmodSync(site, 0o555);
  // Root may do everything, and so npm runs as somebody else.
  if (process.getuid?.() === 0) {
    replaceNpm(`exec setpriv --reuid=65534 --clear-groups ${findProgram(['npm'])} "$@"`);
  }
  const asked = once(registry, 'request');
  const message = await install('npm', site, UNTIL_THE_END).catch((error) => error.message);
  expect(message).toContain(`EACCES: permission denied, mkdir '${site}/node_modules'`);
  await asked;
  expect(message).not.toContain('notice');
});

it('a package manager that Ctrl-C ends before us was interrupted, and did not fail', async () => {
  replaceNpm('kill -INT $$');
  await expect(install('npm', scratchFolder(), UNTIL_THE_END)).rejects.toMatchObject({
    code: 'interrupted',
  });
});
