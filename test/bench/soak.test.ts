import { expect, it } from 'vitest';
import { faultIn } from '../../bench/soak/ledger.ts';
import { faultsIn, growthOf, type Observed } from '../../bench/soak/observed.ts';
import { startSoakedSite } from '../../bench/soak/site.ts';

const notes = new Map([['first', '1']]);

it.each([
  ['nothing, where all is there', { user_name: 'ann', notes: { first: '1' } }, undefined],
  ['a session that is lost', { notes: {} }, 'ann was signed in, and is not any more'],
  ['another visitor', { user_name: 'bob', notes: {} }, 'ann is shown the session of bob'],
  ['a lost write', { user_name: 'ann', notes: {} }, 'ann has lost first, which was acknowledged'],
  [
    'a write that was undone',
    { user_name: 'ann', notes: { first: '0' } },
    'ann has 0 as first, where 1 was acknowledged',
  ],
])('a visitor of the soak notices %s', (_, kept, fault) => {
  expect(faultIn(kept, 'ann', notes)).toBe(fault);
});

const CLEAN: Observed = {
  heap: [9, 9, 9, 10, 10, 10, 10, 10, 10],
  leftovers: [],
  names: 3,
  descriptors: { before: 20, after: 20 },
};

it.each<[string, Partial<Observed>, string]>([
  ['a heap that grows', { heap: [9, 9, 9, 10, 10, 10, 11, 11, 11] }, 'the heap grew by 10 %'],
  ['what stays in the store', { leftovers: ['a.lock'] }, 'still holds 1 entries, a.lock among'],
  ['what stays in memory', { names: 5_000 }, '5000 texts in memory still name a visitor'],
  ['a descriptor that is not closed', { descriptors: { before: 20, after: 21 } }, '21 descriptors'],
])('the soak notices %s', (_, change, fault) => {
  expect(faultsIn(CLEAN)).toEqual([]);
  expect(faultsIn({ ...CLEAN, ...change })).toEqual([expect.stringContaining(fault)]);
});

it('takes too few samples for no growth', () => {
  expect(growthOf([1, 2, 3, 4, 5, 6])).toBe(1);
});

it('soaks a site with two pages more than it was made with', async () => {
  const site = await startSoakedSite('file', undefined);
  try {
    const kept = await fetch(`${site.url}/kept`);
    expect(await kept.json()).toEqual({ notes: {} });
    expect(await site.ask('descriptors')).toBeGreaterThan(0);
  } finally {
    await site.stop();
  }
});
