import { resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startSite } from '../../src/site/running/started.ts';
import { scratchFolder } from '../support/scratch.ts';

it('one more process runs beside the first, by the same clock; after a restart, as many as are wanted', async () => {
  const site = await startSite(
    {
      command: [process.execPath, resolve('test/apps/tells-its-clock.cjs')],
      directory: resolve('test/apps'),
      env: {},
      takesAnyPort: false,
    },
    {
      instances: 1,
      scratch: scratchFolder(),
      timeout: 60_000,
      signal: new AbortController().signal,
      env: {},
      readPlace: undefined,
      clear: async () => {},
    },
  );
  onTestFinished(() => site.stop());
  const daysAhead = async (instance: number) => {
    const { now } = await (await fetch(`${site.urlOf(instance)}/clock`)).json();
    return Math.round((now - Date.now()) / 86_400_000);
  };
  await site.moveClock(86_400);
  await site.startBeside();
  expect(new Set(site.urls).size).toBe(2);
  expect(await Promise.all([daysAhead(1), daysAhead(2)])).toEqual([1, 1]);
  await site.restart(1);
  expect(site.urls).toHaveLength(1);
  expect(await daysAhead(1)).toBe(1);
});
