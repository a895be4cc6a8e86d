import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Session } from '../../src/sessions/session.ts';
import { SORTS, type Sort, Sorter } from '../../src/sessions/sort.ts';

const time = fc.option(fc.integer({ min: 0, max: 20 }).map((ms) => new Date(ms)));
const record: fc.Arbitrary<Session> = fc.record({
  id: fc.constant('3f9a1c77'),
  digest: fc.uuid(),
  state: fc.constant('live' as const),
  data: fc.constant({}),
  user: fc.option(fc.constantFrom('alice', 'bob', 'carol')),
  created: time,
  used: time,
  expires: time,
  size: fc.nat(20),
});
const sorts = fc.constantFrom(...(Object.keys(SORTS) as Sort[]));

it('the first of so many are the same, however many are kept meanwhile', () => {
  const sort = (records: Session[], by: Sort, limit?: number) => {
    const sorter = new Sorter(by, limit);
    for (const one of records) sorter.add(one);
    return sorter.sorted();
  };
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 200 }),
      sorts,
      fc.integer({ min: 1, max: 20 }),
      (records, by, limit) => {
        expect(sort(records, by, limit)).toEqual(sort(records, by).slice(0, limit));
      },
    ),
  );
});
