import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { launch } from '../../src/site/launch.ts';
import { scratchFolder } from '../support/scratch.ts';

/** Answers what its clock and its store say, and prints the time each second by a timer. */
async function startApp() {
  const app = await launch(
    {
      command: [process.execPath, resolve('test/apps/tells-its-clock.cjs')],
      directory: resolve('test/apps'),
      env: {},
      takesAnyPort: false,
    },
    {
      scratch: scratchFolder(),
      name: 'orders',
      timeout: 60_000,
      signal: new AbortController().signal,
    },
  );
  onTestFinished(() => app.stop());
  const ask = async (path: string, signal?: AbortSignal) =>
    (await fetch(`${app.url}${path}`, { signal })).json();
  return {
    order: (what: Parameters<typeof app.probe.order>[0]) => app.probe.order(what, 60_000),
    ask,
  };
}

const DAY_S = 86_400;

describe('the clock', () => {
  it('is the right one until somebody moves it, and goes ahead by as much as is asked', async () => {
    const { order, ask } = await startApp();
    const times = async () => Object.entries<number>(await ask('/clock'));
    for (const [, time] of await times()) expect(Math.abs(time - Date.now())).toBeLessThan(60_000);
    expect(await order({ clock: DAY_S })).toEqual([{ type: 'done', to: 1, isDone: true }]);
    await order({ clock: DAY_S });
    for (const [name, time] of await times()) {
      const ahead = (time - Date.now()) / 1_000;
      const expected = name.startsWith('given') || name.startsWith('taken') ? 0 : 2 * DAY_S;
      expect(Math.abs(ahead - expected), name).toBeLessThan(60);
    }
    expect(await ask('/kinds')).toEqual({
      instance: true,
      before: true,
      constructor: 'Date',
      text: 'string',
      parsed: 0,
      sub: true,
      own: [],
    });
  });
});

describe('the store', () => {
  it('fails, and works again with all that it held', async () => {
    const { order, ask } = await startApp();
    expect(await ask('/store')).toEqual({ found: true });
    await order({ store: 'fails' });
    expect(await ask('/store')).toEqual({ error: expect.stringContaining('made to fail') });
    expect(await ask('/promise')).toEqual({ error: expect.stringContaining('made to fail') });
    await order({ store: 'works' });
    expect(await ask('/store')).toEqual({ found: true });
  });

  it('hangs until it works again', async () => {
    const { order, ask } = await startApp();
    await order({ store: 'hangs' });
    let isAnswered = false;
    const waiting = ask('/store').then((answer) => {
      isAnswered = true;
      return answer;
    });
    // By then it would have answered: it is asked after the other one.
    await ask('/clock');
    await ask('/clock');
    expect(isAnswered).toBe(false);
    await order({ store: 'works' });
    expect(await waiting).toEqual({ found: true });
  });

  it('hangs for as long as is asked', async () => {
    const { order, ask } = await startApp();
    await order({ store: 'hangs', seconds: 0.2 });
    expect(await ask('/store')).toEqual({ found: true });
  });

  it('works again for whoever waits, also where it fails next', async () => {
    const { order, ask } = await startApp();
    await order({ store: 'hangs' });
    const waiting = ask('/store');
    await ask('/clock');
    await order({ store: 'fails' });
    expect(await waiting).toEqual({ error: expect.stringContaining('made to fail') });
  });
});

it('ids are made for nobody, and none is told', async () => {
  const { order, ask } = await startApp();
  const before = await ask('/held');
  const [done] = await order({ ids: 1_000 });
  expect(done?.ids).toEqual([
    {
      count: 1_000,
      repeats: 0,
      shortest: 32,
      characters: 64,
      bits: expect.any(Number),
      countsOn: false,
    },
  ]);
  expect(await ask('/held')).toEqual(before);
});
