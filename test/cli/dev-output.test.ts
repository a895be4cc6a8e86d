import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
/** What a process that has started needs more of, when it does the same again and again. */
const MOST_MORE_MB = 60;
/** Long enough for what is not bounded to take more than that. */
const PRINTS_FOR_MS = 4_000;
/** So long the command may take, once it has started the app, to need what it needs. */
const SETTLES_IN_MS = 2_000;

const PRINTERS = {
  'lines without an end': `node -e "const l = 'a line\\n'.repeat(5000); const go = () => process.stdout.write(l, () => setImmediate(go)); go()"`,
  'one line without an end': `node -e "const l = 'x'.repeat(60000); const go = () => process.stdout.write(l, () => setImmediate(go)); go()"`,
};

function watch(start: string) {
  const run = execa(process.execPath, [BIN['session-app'], 'dev', APPS, '--start', start], {
    env: { ...CLEAN_ENV, PORT: '0', XDG_RUNTIME_DIR: scratchFolder() },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    buffer: false,
  });
  onTestFinished(async () => {
    run.kill('SIGINT');
    run.stdout.resume();
    await run;
  });
  return run;
}

function memoryOf(pid: number | undefined): number {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

function childrenOf(pid: number | undefined): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
}

/** How much more a process takes after a while than when the app in it has begun to print. */
async function moreMemoryOf(pid: number | undefined): Promise<number> {
  await vi.waitUntil(() => childrenOf(pid) !== '', { timeout: 30_000 });
  await pause(SETTLES_IN_MS);
  const first = memoryOf(pid);
  await pause(PRINTS_FOR_MS);
  return memoryOf(pid) - first;
}

describe.skipIf(process.platform !== 'linux').each(Object.entries(PRINTERS))(
  'an app that prints %s fills no memory of session-app dev',
  (_title, start) => {
    it('where nobody reads it', async () => {
      const run = watch(start);
      expect(await moreMemoryOf(run.pid)).toBeLessThan(MOST_MORE_MB);
    });

    it('where somebody reads it, and it ends when it is asked to', async () => {
      const run = watch(start);
      run.stdout.resume();
      expect(await moreMemoryOf(run.pid)).toBeLessThan(MOST_MORE_MB);
      run.kill('SIGINT');
      expect((await run).exitCode).toBe(0);
    });
  },
);

it('if nobody reads its output any more, it ends with its app', async () => {
  const run = watch('node -e "setInterval(console.log, 50)"');
  await new Promise((resolve) => run.stdout.once('data', resolve));
  const [app = ''] = childrenOf(run.pid).split(' ');
  run.stdout.destroy();
  process.kill(Number(app), 0);
  expect(await run).toMatchObject({ exitCode: 0 });
  expect(() => process.kill(Number(app), 0)).toThrow('ESRCH');
});
