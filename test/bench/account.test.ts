import { describe, expect, it } from 'vitest';
import { account, head, partsOf } from '../../bench/account.ts';
import type { Contest } from '../../bench/benchmark.ts';
import { comparisonsOf } from '../../bench/comparisons.ts';
import type { Goal } from '../../bench/goals.ts';
import { measureInTurns, type Numbers } from '../../bench/rounds.ts';
import { section } from '../../bench/table.ts';

describe('rounds', () => {
  it('begin with another subject each time, and leave out those that warm up', async () => {
    const order: string[] = [];
    const subject = (name: string) => ({
      name,
      async measure() {
        order.push(name);
        return { turn: order.length };
      },
    });
    const results = await measureInTurns([subject('a'), subject('b')], 2);
    expect(order.join('')).toBe('abbaab');
    expect(results.get('a')).toEqual([{ turn: 4 }, { turn: 5 }]);
  });
});

/** Three rounds of ours and of another, on the one setting there is. */
function aContest(ours: Numbers[], other: Numbers[]): Contest {
  return {
    setting: '1 visitor',
    pairs: [['ours', 'other']],
    results: new Map([
      ['ours', ours],
      ['other', other],
    ]),
  };
}

describe('a comparison', () => {
  it('is of each number that both have, round by round', () => {
    const contest = aContest(
      [{ 'requests/s': 100, 'peak MB': 5 }, { 'requests/s': 300 }, { 'requests/s': 80 }],
      [{ 'requests/s': 50 }, { 'requests/s': 100 }, { 'requests/s': 80 }],
    );
    const ratio = { ours: 100, other: 80, median: 2, lowest: 1, highest: 3, rounds: 3 };
    expect(comparisonsOf('page', [contest], [])).toEqual([
      { ours: 'ours', other: 'other', measure: 'requests/s', setting: '1 visitor', ratio },
    ]);
  });
});

describe('a goal', () => {
  const goal: Goal = {
    benchmark: 'page',
    ours: 'ours',
    other: 'other',
    measure: 'requests/s',
    bound: 'at least',
    limit: 1,
  };
  const numbers = (ours: number) => [aContest([{ 'requests/s': ours }], [{ 'requests/s': 100 }])];
  const shown = (ours: number, goals: Goal[]) =>
    section({ name: 'page', shows: '' }, comparisonsOf('page', numbers(ours), goals));

  it.each<{ what: string; ours: number; part: Partial<Goal>; text: string }>([
    { what: 'that is reached', ours: 100, part: {}, text: 'at least 1: met' },
    { what: 'that is missed', ours: 99, part: {}, text: 'at least 1: not met' },
    { what: 'from above', ours: 100, part: { bound: 'at most' }, text: 'at most 1: met' },
    {
      what: 'of the number itself',
      ours: 100,
      part: { other: undefined, limit: 101 },
      text: 'at least 101 requests/s: not met',
    },
  ])('$what is shown as it is', ({ ours, part, text }) => {
    expect(shown(ours, [{ ...goal, ...part }])).toContain(`| ${text} |`);
  });

  it.each([
    { what: 'is missed', ours: 99, told: 1 },
    { what: 'is reached', ours: 100, told: 0 },
  ])('that $what says what stands in its way $told times', ({ ours, told }) => {
    const goals = [{ ...goal, obstacle: 'The way is long.' }];
    expect(shown(ours, goals).split('\n\nThe way is long.\n\n')).toHaveLength(1 + told);
  });

  it.each<Partial<Goal>>([
    { benchmark: 'load' },
    { ours: 'other' },
    { other: 'else' },
    { measure: 'p99 ms' },
    { settings: ['1,000 visitors'] },
  ])('is not shown where it is about something else: %o', (part) => {
    expect(shown(100, [{ ...goal, ...part }])).not.toContain('at least');
  });
});

describe('an account', () => {
  const beginning = head([['cores', '2']], [['express', '5.3.0']]);

  it('is taken apart again, so that a section can be measured anew', () => {
    const sections = ['## page\n\nHow fast.\n\n| a |', '## load\n\nHow much.\n\n| b |'];
    const parts = partsOf(account(beginning, sections));
    expect(parts.beginning).toBe(beginning);
    expect([...parts.sections]).toEqual([
      ['page', sections[0]],
      ['load', sections[1]],
    ]);
  });

  it('begins otherwise on another machine', () => {
    expect(head([['cores', '4']], [['express', '5.3.0']])).not.toBe(beginning);
  });
});
