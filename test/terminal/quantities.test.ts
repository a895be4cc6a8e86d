import { describe, expect, it } from 'vitest';
import { bytes, count, duration } from '../../src/quantities.ts';

describe('a span of time', () => {
  it.each([
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [14.2, '14 ms'],
    [999.4, '999 ms'],
    [999.5, '1 s'],
    [1_240, '1.2 s'],
    [12_000, '12 s'],
    [59_940, '59.9 s'],
    [59_950, '1 min'],
    [90_500, '1 min 30 s'],
    [3_600_000, '1 h'],
    [3_661_000, '1 h 1 min'],
    [7_199_999, '1 h 59 min'],
    [86_400_000, '1 d'],
    [86_460_000, '1 d'],
    [90_061_000, '1 d 1 h'],
    [-5, '0 ms'],
  ])('%d milliseconds are %s', (time, text) => {
    expect(duration(time)).toBe(text);
  });

  it.each([
    [0, '0 s', '0 s'],
    [999, '0 s', '0 s'],
    [59_999, '59 s', '59 s'],
    [61_000, '1 min', '1 min 1 s'],
    [7_199_999, '1 h', '1 h 59 min'],
    [-5, '0 s', '0 s'],
  ])('%d milliseconds are %s in one unit of whole seconds, and %s in two', (time, one, two) => {
    expect(duration(time, { smallest: 's', units: 1 })).toBe(one);
    expect(duration(time, { smallest: 's' })).toBe(two);
  });
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [1_449, '1.4 kB'],
  [214_000, '214 kB'],
  [999_999, '1 MB'],
  [10_000_000, '10 MB'],
])('%d bytes are %s', (size, text) => {
  expect(bytes(size)).toBe(text);
});

it.each([
  [0, '0 steps'],
  [1, '1 step'],
  [1_204, '1,204 steps'],
])('%d of something are %s', (number, text) => {
  expect(count(number, 'step')).toBe(text);
});
