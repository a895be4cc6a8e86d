import { describe, expect, it } from 'vitest';
import { byClock, waits } from '../../src/audit/by-clock.ts';
import { patiently, type SeenApp } from '../../src/audit/trial.ts';
import type { Flow } from '../../src/flows/flow.ts';

const FLOW: Flow = {
  name: 'later',
  about: 'a page, and a while later',
  steps: [{ title: 'the page', do: { get: '/' } }, { wait: 1.05 }],
};

function app(facts: Partial<SeenApp['facts']>): SeenApp {
  return { facts: { stores: 1, memories: 1, hasIdleSession: false, ...facts }, ids: [] };
}

describe('an attempt that waits', () => {
  const other = { kind: 'other' } as const;
  const onFiles = { kind: 'generated', store: 'file' } as const;
  const onRedis = { kind: 'generated', store: 'redis' } as const;

  it.each<
    [string, SeenApp | undefined, boolean, (typeof other | typeof onFiles | typeof onRedis)?]
  >([
    ['is made by the clock of an app with its store in memory', app({}), true],
    ['waits where the store is elsewhere', app({ memories: 0 }), false],
    ['waits where there are several stores', app({ stores: 2 }), false],
    ['waits where there are several processes', app({ memories: 2 }), false],
    ['waits where nobody knows', undefined, false],
    ['is made by the clock of a site of ours on files', app({ memories: 0 }), true, onFiles],
    ['waits at a site of ours on Redis', app({ memories: 0 }), false, onRedis],
  ])('%s', (_, seen, isByClock, site = other) => {
    const quick = byClock(patiently(FLOW), { app: seen, site });
    expect(quick?.flow.steps.at(-1)).toEqual(isByClock ? { clock: 1.05 } : undefined);
    expect(quick ? waits(quick) : waits(patiently(FLOW))).toBe(!isByClock);
  });
});
