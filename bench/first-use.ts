import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { CLEAN_ENV } from '../test/support/cli.ts';
import { startRegistry } from '../test/support/registry.ts';
import { makeFolder } from '../test/support/scratch.ts';
import { packInto } from '../test/support/tarball.ts';

// Measures how long the first site takes, and how much is downloaded. Run it with `npx tsx bench/first-use.ts`.
const folder = makeFolder();
const tarball = await packInto(folder);
const registry = await startRegistry();
await registry.publish(tarball.path);

/** Seconds from the command to the site. A new `home` is that of a person who has never used the command. */
async function create(home: string, site: string, ...options: string[]): Promise<string> {
  mkdirSync(home, { recursive: true });
  const began = performance.now();
  await execa('npx', ['--yes', 'create-session-app', site, '--yes', ...options], {
    cwd: home,
    env: { ...CLEAN_ENV, HOME: home, npm_config_registry: registry.url },
    extendEnv: false,
    stdin: 'ignore',
  });
  return ((performance.now() - began) / 1000).toFixed(1);
}

// Fills the cache of the local registry.
await create(join(folder, 'first'), 'site');
const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
console.log(`download ${kB(tarball.size)}, on disk ${kB(tarball.unpackedSize)}`);
for (const options of [['--no-install'], []]) {
  const home = join(folder, `home-${options.length}`);
  const cold = await create(home, 'cold', ...options);
  const warm = await create(home, 'warm', ...options);
  console.log(`${['create', ...options].join(' ')}: cold ${cold} s, warm ${warm} s`);
}
await registry.stop();
rmSync(folder, { recursive: true });
