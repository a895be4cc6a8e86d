import { date, assert as forAll, property } from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from '../../src/sessions/iso-time.ts';

it('writes every time as toISOString does', () => {
  forAll(
    property(date({ noInvalidDate: true }), date({ noInvalidDate: true }), (one, other) => {
      for (const time of [one, other, one]) expect(isoTime(time)).toBe(time.toISOString());
    }),
  );
});

it.each([0, -1, 999, 59_999, 86_399_999, 86_400_000, -86_400_001, 8.64e15, -8.64e15])(
  'writes the time %i, where something begins or ends',
  (time) => {
    expect(isoTime(new Date(time))).toBe(new Date(time).toISOString());
  },
);
