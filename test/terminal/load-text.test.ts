import { describe, expect, it } from 'vitest';
import type { LoadEndEvent, LoadProgressEvent } from '../../src/events/load.ts';
import { EVENT_VERSION } from '../../src/events/versioned.ts';
import { loadLines, progressLine } from '../../src/terminal/load-text.ts';
import { PLAIN } from '../../src/terminal/paint.ts';

const HELD: LoadEndEvent = {
  v: EVENT_VERSION,
  type: 'end',
  users: 5_000,
  concurrency: 50,
  duration: 60_000,
  passed: true,
  took: 60_214,
  flows: { done: 9_876, broken: 0, perSecond: 164 },
  requests: { done: 69_132, perSecond: 1_148.1 },
  steps: [
    { title: 'a protected page', count: 9_876, p50: 3.08, p95: 8.61, p99: 14.95, errors: 0 },
    { title: 'the sign-in', count: 9_876, p50: 7.42, p95: 15.02, p99: 1_204.7, errors: 0 },
  ],
  operations: { perRequest: 1.29, byName: { get: 0.57, set: 0.29, touch: 0.29, destroy: 0.14 } },
  invariants: {
    lost: { count: 0 },
    mixedUp: { count: 0 },
    undone: { count: 0 },
    wrongPages: { count: 0 },
  },
  errors: { count: 0 },
};

const BROKEN: LoadEndEvent = {
  ...HELD,
  users: 3,
  duration: null,
  passed: false,
  flows: { done: 1, broken: 2, perSecond: 0.4 },
  steps: [
    { title: 'a protected page', count: 3, p50: 3.08, p95: 8.61, p99: 14.95, errors: 0 },
    {
      title: `the page after ${'a very '.repeat(6)}long way`,
      count: 2,
      p50: 1,
      p95: 1,
      p99: 1,
      errors: 1,
    },
    { title: 'the log-out', count: 0, p50: null, p95: null, p99: null, errors: 0 },
  ],
  operations: null,
  invariants: {
    ...HELD.invariants,
    mixedUp: {
      count: 1,
      first: {
        visitor: 'user-2',
        step: 'a protected page',
        expected: 'no visitor’s name but user-2',
        got: `user-3, in 200 "Home user-3 ${'and so on '.repeat(9)}\u001b[31m"`,
      },
    },
  },
  errors: {
    count: 1,
    first: {
      visitor: 'user-3',
      step: 'the page',
      expected: 'an answer',
      got: 'no answer in 10 s',
    },
  },
};

const PROGRESS: LoadProgressEvent = {
  v: EVENT_VERSION,
  type: 'progress',
  at: 12_004,
  flows: 1_940,
  requestsPerSecond: 1_130.6,
  errors: 0,
  breaches: 0,
};

describe('what came of a load', () => {
  it.each([
    ['held', HELD],
    ['broken', BROKEN],
  ])('%s', async (name, event) => {
    const text = `${loadLines(event, PLAIN).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`golden/load-${name}.txt`);
  });

  it.each([60, 80])('fits into %i columns', (width) => {
    for (const line of loadLines(BROKEN, PLAIN, width)) {
      expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it('paints what failed, and what held', () => {
    const paint = {
      ...PLAIN,
      good: (text: string) => `+${text}`,
      bad: (text: string) => `-${text}`,
    };
    const painted = loadLines(BROKEN, paint).filter((line) => /^[+-]/.test(line));
    expect(painted.map((line) => line.slice(0, 20).trim())).toEqual([
      '-the page after a ve',
      '+ok      sessions lo',
      '-FAILED  sessions mi',
      '+ok      sign-outs u',
      '+ok      wrong pages',
      '-FAILED  without an',
      '-failed   some respo',
    ]);
  });
});

describe('how far a load is', () => {
  it.each([
    ['all well', PROGRESS, '12 s, 1,940 flows, 1,131 requests/s'],
    [
      'not so',
      { ...PROGRESS, errors: 3, breaches: 1_200 },
      '12 s, 1,940 flows, 1,131 requests/s, 3 without an answer, 1,200 breaches',
    ],
  ])('%s', (_name, event, line) => {
    expect(progressLine(event)).toBe(line);
  });
});
