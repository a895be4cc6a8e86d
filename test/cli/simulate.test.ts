import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { FLOWS } from '../../src/harness/flows.ts';
import { choicesOf, MODE, STORE } from '../../src/scaffold/options.ts';
import { BIN, CLEAN_ENV, runCli } from '../support/cli.ts';
import { portOf } from '../support/port.ts';
import { startRedis } from '../support/redis.ts';
import { scratchFolder } from '../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { runOnTerminal } from '../support/terminal.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const REDIS_URL = inject('redisUrl');
const STORES = choicesOf(STORE).filter((store) => store !== 'redis' || REDIS_URL);

function simulate(args: string[], env: Record<string, string> = {}) {
  return runCli(['simulate', ...args], { bin: 'session-app', env });
}

/** A run's text without what differs from one time to the next. */
function steady(text: string): string {
  return text
    .replace(/ +\d+ ms$/gm, (match) => 'N ms'.padStart(match.length))
    .replace(/\d+\.\d s$/gm, 'N s')
    .replace(/(127\.0\.0\.1):\d+/g, '$1:PORT')
    .replaceAll(APPS, 'APPS')
    .replace(/\(node:.*\)|at .*\n|Node\.js v.*/g, '');
}

describe('session-app simulate passes on the built-in site', () => {
  const combinations = choicesOf(MODE).flatMap((mode) => STORES.map((store) => ({ mode, store })));

  it.each(combinations)('$mode, $store: every flow', async ({ mode, store }) => {
    const args = ['--mode', mode, '--store', store, '--flow', 'all'];
    const { exitCode, stdout, stderr } = await simulate(args, { REDIS_URL });
    expect(stdout.match(/FAILED(.*\n){6}/g)).toBeNull();
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  it.each(choicesOf(MODE))('%s: as golden/simulate-%s.txt shows it', async (mode) => {
    const { stdout } = await simulate(['--mode', mode]);
    await expect(steady(stdout)).toMatchFileSnapshot(`golden/simulate-${mode}.txt`);
  });
});

describe('what a run shows when something is wrong', () => {
  const cases = [
    ['an id that stays', ['--start', 'node keeps-its-id.cjs'], 1],
    ['a log-out that leaves the session', ['--start', 'node drops-the-cookie-alone.mjs'], 1],
    [
      'a redirect before the session is stored',
      ['--start', 'node redirects-before-saved.cjs', '--follow', 'both'],
      1,
    ],
    ['a cookie for HTTPS alone', ['--start', 'node cookie-for-https.cjs'], 1],
    ['a store that fails', ['--start', 'node store-that-fails.cjs'], 1],
    ['a crash', ['--start', 'node crashes-at-sign-in.cjs'], 3],
    ['an app that does not start', ['--start', 'node no-such-file.cjs'], 3],
  ] as const;

  it.each(cases)('%s', async (name, args, code) => {
    if (name.includes('leaves the session') && !REDIS_URL) return;
    const { exitCode, stdout, stderr } = await simulate([APPS, ...args], {
      SESSIONS: scratchFolder(),
      REDIS_URL,
      REDIS_PREFIX: `golden-${process.pid}:`,
    });
    const told = `${steady(stdout)}\n\n[stderr]\n${steady(stderr)}\n\n[exit code ${exitCode}]\n`;
    await expect(told).toMatchFileSnapshot(`golden/simulate ${name}.txt`);
    expect(exitCode).toBe(code);
  });
});
