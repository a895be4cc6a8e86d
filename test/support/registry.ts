import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { cachedPackages } from './cached-packages.ts';
import { freePort } from './redis.ts';
import { ownManifest } from './tarball.ts';

/** A package registry of our own on loopback. What is not published to it, it fetches from where npm would. */
export interface Registry {
  url: string;
  publish(tarball: string): Promise<void>;
  stop(): Promise<void>;
}

/** Verdaccio, which would be most of what `npm ci` installs if it were a dependency; undefined where it cannot be had. */
export function findVerdaccio(): Promise<string | undefined> {
  // It asks for a package by a distribution tag, which not every mirror has.
  return cachedPackages('verdaccio-6.8.0', ['verdaccio@6.8.0'], { 'node-fetch': '^2.7.0' });
}

/** Starts it with its data in `folder`, and waits until it answers. */
export async function startRegistry(verdaccio: string, folder: string): Promise<Registry> {
  const { stdout: upstream } = await execa('npm', ['config', 'get', 'registry']);
  const port = await freePort();
  mkdirSync(folder);
  writeFileSync(join(folder, 'config.yaml'), configuration(upstream));
  const program = join(verdaccio, 'node_modules/verdaccio/bin/verdaccio');
  const words = ['--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`];
  const server = spawn(process.execPath, [program, ...words], { cwd: folder, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/`;
  while (!(await answers(url))) {
    if (server.exitCode !== null) throw new Error(`Verdaccio ended with ${server.exitCode}`);
    await pause(100);
  }
  return {
    url,
    async publish(tarball) {
      const token = `--//127.0.0.1:${port}/:_authToken=anybody`;
      await execa('npm', ['publish', tarball, '--ignore-scripts', '--registry', url, token]);
    },
    async stop() {
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}

function configuration(upstream: string): string {
  return JSON.stringify({
    storage: './storage',
    uplinks: { upstream: { url: upstream, maxage: '60m', timeout: '60s' } },
    packages: {
      [ownManifest().name]: { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'upstream' },
    },
    max_body_size: '10mb',
    log: { type: 'stdout', format: 'json', level: 'error' },
  });
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}-/ping`).then(
    ({ ok }) => ok,
    () => false,
  );
}
