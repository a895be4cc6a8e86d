import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { EndEvent } from '../../src/events/run.ts';
import { freePort } from '../../src/site/free-port.ts';
import { leftOutLines } from '../../src/terminal/runs/way-text.ts';
import { allOf, stepsOf } from '../support/run.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

async function appAlone(flows: string[]) {
  return {
    directory: APPS,
    start: 'node keeps-its-port.cjs',
    password: 'any',
    flows,
    env: { OWN_PORT: String(await freePort()) },
  };
}

it('an app that runs once alone is taken through all flows but the one for two', async () => {
  const events = await allOf(await appAlone(['all']));
  const end = events.find((event): event is EndEvent => event.type === 'end');
  expect(end).toMatchObject({ leftOut: [{ flow: 'processes' }] });
  expect(stepsOf(events).some(({ flow }) => flow === 'connections')).toBe(true);
  expect(end && leftOutLines(end)).toEqual([
    expect.stringContaining('processes: the app did not start a second time beside itself'),
  ]);
});

it('where that flow was asked for, the app did not start', async () => {
  await expect(allOf(await appAlone(['login-next', 'processes']))).rejects.toMatchObject({
    code: 'app-failed',
  });
});
