import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSite } from '../src/harness/open-site.ts';
import type { RunningSite } from '../src/harness/running-site.ts';
import { makeScratch, type Scratch } from '../src/harness/scratch.ts';
import { scratchStore } from '../src/harness/scratch-store.ts';
import type { Site, StartedSite } from '../src/harness/site.ts';
import type { Store } from '../src/scaffold/options.ts';
import { builtInSite } from '../src/simulate.ts';

/** The built-in site, running twice: once as anybody would start it, and once with a probe in it. */
export interface TwinSites {
  site: Site;
  plain: { url: string };
  watched: RunningSite;
  stop(): Promise<void>;
}

/** The settings with which a load starts the site. */
const NO_LIMIT = { SIGN_IN_FAILURES: '1000000000' };

/** Starts the built-in site on this store, with and without a probe, each on sessions of its own. */
export async function startTwins(store: Store): Promise<TwinSites> {
  const scratch = makeScratch();
  const site = builtInSite('authenticated', store, scratch.path, process.env);
  const plain = await startPlain(site, scratch);
  const watched = await openSite(site, {
    scratch: scratch.path,
    name: 'watched',
    instances: 1,
    useOwnStore: false,
    env: NO_LIMIT,
    timeout: 10_000,
    signal: new AbortController().signal,
  });
  return {
    site,
    plain,
    watched,
    async stop() {
      await Promise.all([plain.stop(), watched.stop()]);
      scratch.remove();
    },
  };
}

async function startPlain(
  site: Site,
  scratch: Scratch,
): Promise<{ url: string; stop(): Promise<void> }> {
  const { command, directory, env } = startedSite(site);
  const [program, ...args] = command;
  const store = scratchStore(site, scratch.path, 'plain');
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...process.env, ...env, ...store.env, ...NO_LIMIT, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const address = /at (http:\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`The site ended with ${code}: ${output}`)));
  });
  return {
    url,
    async stop() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

function startedSite({ entry }: Site): StartedSite & { command: readonly [string, ...string[]] } {
  if ('url' in entry || typeof entry.command === 'string') {
    throw new Error('The built-in site is started by a program and its arguments.');
  }
  return { ...entry, command: entry.command };
}
