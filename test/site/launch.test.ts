import { once } from 'node:events';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { simulate } from '../../src/simulate/simulate.ts';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { listen } from '../support/listen.ts';
import { untilGone } from '../support/processes.ts';
import { allOf } from '../support/run.ts';
import { scratchFolder } from '../support/scratch.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

/** Starts the command on an app that says its process id, and waits for its first step. */
async function startRun(start: string) {
  const child = execa(
    process.execPath,
    [BIN['session-app'], 'simulate', APPS, '--start', start, '--flow', 'slow.json'],
    { cwd: APPS, env: CLEAN_ENV, extendEnv: false, reject: false },
  );
  const pids: number[] = [];
  child.stdout?.on('data', (chunk) => {
    for (const [, pid] of String(chunk).matchAll(/pid=(\d+)/g)) pids.push(Number(pid));
  });
  await vi.waitFor(() => expect(pids.length).toBeGreaterThan(0), { timeout: 20_000 });
  return { child, pid: pids[0] ?? 0 };
}

describe('the app ends with the command', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 130],
    ['SIGHUP', 130],
  ] as const)('at %s, with exit code %i', async (signal, code) => {
    const { child, pid } = await startRun('node tells-its-pid.cjs');
    child.kill(signal);
    const { exitCode, stderr } = await child;
    expect(exitCode).toBe(code);
    expect(stderr).toContain('Interrupted');
    await untilGone([pid]);
  });

  it.each([
    ['an app', 'node tells-its-pid.cjs'],
    ['an app that does not want to', 'node tells-its-pid.cjs --stubborn'],
  ])('even where the command is killed and can do nothing: %s', async (_, start) => {
    const { child, pid } = await startRun(start);
    child.kill('SIGKILL');
    await child;
    await untilGone([pid]);
  });

  it('and so does what the app itself has started', async () => {
    const { child, pid } = await startRun('sh -c "node tells-its-pid.cjs & wait"');
    child.kill('SIGINT');
    await child;
    await untilGone([pid]);
  });

  it('even if it does not want to', async () => {
    const { child, pid } = await startRun('node tells-its-pid.cjs --stubborn');
    child.kill('SIGINT');
    await child;
    await untilGone([pid]);
  });
});

describe('an app that does not start', () => {
  it.each([
    ['false', /did not start \(exit code 1\): false\nIt printed nothing\./],
    ['echo no database >&2; exit 3', /exit code 3[\s\S]*It printed:\n {4}│ no database$/],
    ['kill -9 $$', /did not start \(SIGKILL\)/],
    ['no-such-program', /exit code 127[\s\S]*no-such-program/],
  ])('%s', async (start, words) => {
    const run = allOf({ directory: APPS, start });
    await expect(run).rejects.toMatchObject({ code: 'app-failed' });
    await expect(run).rejects.toThrow(words);
  });

  it.each([
    ['and ends', '', /did not start \(exit code 0\)/],
    ['and stays', 'setInterval(() => {}, 1000);', /did not listen .* within 2 s/],
  ])('where a port of its own is taken, which Express 5 hides, %s', async (_, more, words) => {
    const port = await listen(createServer());
    const folder = scratchFolder();
    symlinkSync(join(APPS, '../../node_modules'), join(folder, 'node_modules'));
    writeFileSync(
      join(folder, 'app.cjs'),
      `require('express')().listen(${port}, '127.0.0.1', () => console.log('It runs.')); ${more}`,
    );
    const run = allOf({ directory: folder, start: 'node app.cjs', timeout: 2_000 });
    await expect(run).rejects.toThrow(words);
    await expect(run).rejects.toThrow(`port ${port}, which another program uses. End that program`);
  });

  it('in time is ended', async () => {
    const run = allOf({ directory: APPS, start: 'echo $$ > /dev/null; sleep 60', timeout: 500 });
    await expect(run).rejects.toThrow(
      /did not listen on the port in PORT within 500 ms[\s\S]*allow more: --timeout 6$/m,
    );
  });
});

describe('a port that somebody else takes while the app is on its way', () => {
  it('is not taken for the app’s, which gets another one', async () => {
    const folder = scratchFolder();
    const [asked, taken] = [join(folder, 'asked'), join(folder, 'taken')];
    const stranger = createServer((_request, response) => response.end('of somebody else'));
    onTestFinished(() => void stranger.close());
    writeFileSync(
      join(folder, 'app.cjs'),
      "require('node:http').createServer((_, res) => res.end('of the app')).listen(process.env.PORT, '127.0.0.1');",
    );
    // As on a busy machine: nothing of the app is there before somebody has knocked at its port.
    const start = `echo $PORT > ${asked}; until [ -e ${taken} ]; do sleep 0.05; done; node app.cjs`;
    const steps = [{ title: 'the home page', do: { get: '/' } }];
    const flow = { name: 'home', about: 'the home page alone', steps };
    const running = allOf({ directory: folder, start, flows: [flow] });
    const port = await vi.waitFor(
      () => {
        const [line = ''] = readFileSync(asked, 'utf8').split('\n');
        expect(line).toMatch(/^\d+$/);
        return Number(line);
      },
      { timeout: 20_000 },
    );
    stranger.listen(port, '127.0.0.1');
    await once(stranger, 'connection');
    writeFileSync(taken, '');
    const visits = (await running).flatMap((event) => (event.type === 'step' ? event : []));
    expect(visits.map(({ response }) => response?.body)).toEqual(['of the app']);
  });
});

it('an app that ends in the middle is told of after the step that saw it', async () => {
  const titles: string[] = [];
  const run = async () => {
    const start = 'node ends-after-its-connections.cjs';
    for await (const event of simulate({ directory: APPS, start })) {
      if (event.type === 'step') titles.push(`${event.title}: ${event.response?.status ?? 'none'}`);
    }
  };
  await expect(run()).rejects.toMatchObject({
    code: 'app-failed',
    message: expect.stringMatching(/ended \(exit code 1\): .*no such user/s),
  });
  expect(titles.at(-1)).toBe('the sign-in: none');
});

it('an app is found by its probe even where it does not listen where it was told to', async () => {
  const events = await allOf({ directory: APPS, start: 'PORT=0 node redirects-before-saved.cjs' });
  expect(events.at(-1)).toMatchObject({ type: 'end', passed: true });
});

it('whoever stops to read the events ends the app', async () => {
  let pid = 0;
  const flows = [
    { name: 'one', about: '', steps: [{ title: 'pid', do: { get: '/pid' } }, { wait: 60 }] },
  ];
  for await (const event of simulate({ directory: APPS, start: 'node tells-its-pid.cjs', flows })) {
    if (event.type !== 'step') continue;
    pid = Number(/pid=(\d+)/.exec(event.response?.body ?? '')?.[1]);
    break;
  }
  expect(pid).toBeGreaterThan(0);
  await untilGone([pid]);
});
