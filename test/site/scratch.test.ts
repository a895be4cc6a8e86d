import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeScratch, removeLeft } from '../../src/site/scratch.ts';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { untilGone } from '../support/processes.ts';
import { scratchFolder } from '../support/scratch.ts';

const HOURS_AGO = Date.now() / 1000 - 7_200;

/** A folder for temporary files, with one in it that a killed process has left some hours ago. */
async function withLeft() {
  const parent = scratchFolder();
  vi.stubEnv('TMPDIR', parent);
  onTestFinished(() => void vi.unstubAllEnvs());
  const left = join(parent, 'session-app-abcdef');
  mkdirSync(left, { mode: 0o700 });
  writeFileSync(join(left, 'host'), hostname());
  await deadSocket(join(left, 'dev.sock'));
  const age = () => utimesSync(left, HOURS_AGO, HOURS_AGO);
  age();
  return { parent, left, age };
}

/** Leaves a socket on which nobody listens. */
async function deadSocket(path: string): Promise<void> {
  const bind = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  await execa(process.execPath, ['-e', bind, path], { reject: false });
}

describe.skipIf(process.platform === 'win32')('the folder of a process that was killed', () => {
  it('is removed when the next one makes its own', async () => {
    const { parent, left } = await withLeft();
    const { path, remove } = makeScratch();
    await vi.waitFor(() => expect(existsSync(left)).toBe(false));
    expect(existsSync(path)).toBe(true);
    remove();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is one of those that dev itself has left', { timeout: 30_000 }, async () => {
    const XDG_RUNTIME_DIR = scratchFolder();
    const { parent } = await withLeft();
    const start = `node -e "require('http').createServer(() => {}).listen(0, () => console.log(process.pid))"`;
    const env = { ...CLEAN_ENV, TMPDIR: parent, XDG_RUNTIME_DIR };
    const args = [BIN['session-app'], 'dev', '--start', start];
    const dev = execa(process.execPath, args, {
      cwd: parent,
      env,
      extendEnv: false,
      reject: false,
    });
    let text = '';
    dev.stdout?.on('data', (piece) => {
      text += piece;
    });
    await vi.waitFor(() => expect(text).toMatch(/│ \d+/), { timeout: 20_000 });
    dev.kill('SIGKILL');
    await dev;
    await untilGone([Number(/│ (\d+)/.exec(text)?.[1])]);
    const [left = ''] = readdirSync(parent);
    utimesSync(join(parent, left), HOURS_AGO, HOURS_AGO);
    await removeLeft(parent);
    expect(readdirSync(parent)).toEqual([]);
  });

  it.each<[what: string, spoil: (left: string, age: () => void) => Promise<void> | void]>([
    ['is young', (left) => writeFileSync(join(left, 'new'), '')],
    ['others may open', (left) => chmodSync(left, 0o755)],
    ['belongs to another machine', (left) => writeFileSync(join(left, 'host'), 'another')],
    [
      'has a socket on which somebody listens',
      async (left, age) => {
        const server = createServer().listen(join(left, 'app-1.sock'));
        onTestFinished(() => void server.close());
        await once(server, 'listening');
        age();
      },
    ],
  ])('stays where it %s', async (_, spoil) => {
    const { parent, left, age } = await withLeft();
    await spoil(left, age);
    await removeLeft(parent);
    expect(existsSync(left)).toBe(true);
  });
});
