import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { load } from '../../src/load/load.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import type { AppOptions } from '../../src/site/chosen.ts';
import { closedDoor } from '../support/closed-door.ts';
import { drip, flood, hostileHost } from '../support/hostile.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
/** Far more than a test may take: what does not end at once does not end. */
const FOR_EVER_MS = 1_000_000;

const FLOW = {
  name: 'busy',
  about: 'a page that never comes',
  steps: [{ title: 'the page', do: { get: '/?how=busy' } }],
};

const RUNS: ReadonlyArray<[name: string, run: (options: AppOptions) => AsyncGenerator<unknown>]> = [
  ['simulate', (options) => simulate({ ...options, flows: [FLOW] })],
  ['load', (options) => load({ ...options, flow: FLOW, users: 3, concurrency: 3 })],
];

/** Goes through all events, and interrupts so many milliseconds after the first, or after the start where none comes. */
async function interrupted(
  run: (options: AppOptions) => AsyncGenerator<unknown>,
  options: AppOptions,
): Promise<void> {
  const abort = new AbortController();
  const clock = setTimeout(() => abort.abort(), 1_500);
  try {
    for await (const _ of run({ timeout: FOR_EVER_MS, ...options, signal: abort.signal }));
  } finally {
    clearTimeout(clock);
  }
}

describe.each(RUNS)('%s ends at once when it is interrupted', (_name, run) => {
  it('while a host does not let it in', async () => {
    const url = `http://127.0.0.1:${await closedDoor()}`;
    await expect(interrupted(run, { url })).rejects.toMatchObject({ code: 'interrupted' });
  });

  it.each([
    ['is silent', () => {}],
    ['only gives hints', drip('HTTP/1.1 103 Early Hints\r\n\r\n')],
    ['does not come to the end of its headers', drip('x', 'HTTP/1.1 200 OK\r\nX: ')],
    ['does not come to the end of its page', flood('x', 'HTTP/1.1 200 OK\r\n\r\n')],
  ])('while a host that let it in %s', async (_what, answer) => {
    const { url } = await hostileHost(answer);
    await expect(interrupted(run, { url })).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('while an app is busy for ever', async () => {
    const options = { directory: APPS, start: 'node never-ends.cjs' };
    await expect(interrupted(run, options)).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe.each(RUNS)('%s does not wait for ever at its start', (_name, run) => {
  it('for a host that does not let it in', async () => {
    const port = await closedDoor();
    const events = run({ url: `http://127.0.0.1:${port}`, timeout: 300 });
    await expect(events.next()).rejects.toMatchObject({
      code: 'app-failed',
      message: `There is no site at http://127.0.0.1:${port} (no answer within 300 ms). Start it first, or check the address.`,
    });
  });

  it('for a host that drops whoever comes', async () => {
    const { url } = await hostileHost((socket) => void socket.resetAndDestroy());
    const events = run({ url, timeout: 1_000 });
    await events.next();
    if (_name === 'load') await expect(events.next()).rejects.toMatchObject({ code: 'app-failed' });
    else expect((await events.next()).value).toMatchObject({ response: null });
  });
});
