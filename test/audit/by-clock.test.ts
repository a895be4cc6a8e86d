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
  it.each<[string, SeenApp | undefined, boolean]>([
    ['is made by the clock of an app with its store in memory', app({}), true],
    ['waits where the store is elsewhere', app({ memories: 0 }), false],
    ['waits where there are several stores', app({ stores: 2 }), false],
    ['waits where there are several processes', app({ memories: 2 }), false],
    ['waits where nobody knows', undefined, false],
  ])('%s', (_, seen, isByClock) => {
    const quick = byClock(patiently(FLOW), seen);
    expect(quick?.flow.steps.at(-1)).toEqual(isByClock ? { clock: 1.05 } : undefined);
    expect(quick ? waits(quick) : waits(patiently(FLOW))).toBe(!isByClock);
  });
});
