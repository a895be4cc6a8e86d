import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import type { Store } from '../../../src/create/options.ts';
import { deploySite, FROM_PROXY, signIn } from '../../support/deployed-site.ts';
import { findOrInstall } from '../../support/programs.ts';
import { scratchFolder } from '../../support/scratch.ts';

// What a page costs in time depends on the machine and who else is on it. What it asks of the system hardly does.

const INSTALLER = fileURLToPath(new URL('../../install-strace.sh', import.meta.url));
const STRACE =
  process.platform === 'linux' && findOrInstall({ names: ['strace'], installer: INSTALLER });
/** In some containers nobody may look at another process. */
const MAY_TRACE = STRACE && spawnSync(STRACE, ['-c', '-o', '/dev/null', 'true']).status === 0;

const BOUNDS: Array<{ store: Store; most: number }> = [
  { store: 'memory', most: 3 },
  { store: 'file', most: 9 },
  { store: 'redis', most: 3 },
];

/** Visitors at a time, each on a connection that is kept alive. */
const CONNECTIONS = 50;
/** The start of the site is in both runs, so their difference is requests alone. */
const REQUESTS = { few: 1_000, many: 4_000 };

describe.runIf(MAY_TRACE)('the system calls of a signed-in page', () => {
  it.for(BOUNDS)(
    'are at most $most, all threads together, on the $store store',
    async ({ store, most }, { skip }) => {
      if (store === 'redis' && !inject('redisUrl')) skip();
      const few = await systemCalls(store, REQUESTS.few);
      const many = await systemCalls(store, REQUESTS.many);
      const each = [...many].map(([name, calls]) => {
        const more = calls - (few.get(name) ?? 0);
        return { name, calls: more / (REQUESTS.many - REQUESTS.few) };
      });
      const total = each.reduce((sum, { calls }) => sum + calls, 0);
      expect(total, inWords(each)).toBeLessThanOrEqual(most);
    },
  );
});

/** How often the site makes each system call from its start to its end, with so many pages in between. */
async function systemCalls(store: Store, requests: number): Promise<Map<string, number>> {
  const file = join(scratchFolder(), 'calls');
  // As a grandchild, strace leaves the site what it is: a child of ours, which signals reach.
  const tracer = [String(STRACE), '-D', '-f', '-c', '-U', 'calls,name', '-o', file];
  const site = await deploySite(store, { redisUrl: inject('redisUrl'), tracer });
  await visit(`${site.url}/about`, await signIn(site.url), requests);
  await site.stop();
  const lines = readFileSync(file, 'utf8').matchAll(/^ *(\d+) (\w+)$/gm);
  const calls = new Map([...lines].map(([, count, name = '']) => [name, Number(count)]));
  calls.delete('total');
  return calls;
}

async function visit(url: string, cookie: string, requests: number): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const headers = { ...FROM_PROXY, cookie };
  let left = requests;
  const visitor = async () => {
    while (left > 0) {
      left -= 1;
      await ask(url, { agent, headers });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, visitor));
  agent.destroy();
}

function ask(
  url: string,
  options: { agent: Agent; headers: Record<string, string> },
): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}

function inWords(each: Array<{ name: string; calls: number }>): string {
  return each
    .filter(({ calls }) => calls >= 0.01)
    .sort((one, other) => other.calls - one.calls)
    .map(({ name, calls }) => `${name} ${calls.toFixed(2)}`)
    .join(', ');
}
