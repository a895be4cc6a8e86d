import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../src/probe/stores/id-figures.ts';
import { makeIds } from '../../src/probe/stores/make-ids.ts';

const made = (make: (index: number) => string) =>
  figuresOf(Array.from({ length: 1_000 }, (_, index) => make(index)));

describe('what differs between ids is measured', () => {
  it.each<[string, () => string, number]>([
    ['16 bytes in hexadecimal digits', () => randomBytes(16).toString('hex'), 128],
    ['24 bytes in base64', () => randomBytes(24).toString('base64url'), 192],
    ['a UUID', () => randomUUID(), 122],
    ['a UUID between the same words', () => `sess:${randomUUID()}:app`, 122],
    ['one byte many times', () => randomBytes(1).toString('hex').padStart(64, '0'), 8],
    ['the same id', () => 'always-the-same', 0],
  ])('%s', (_, make, bits) => {
    expect(Math.abs(made(make).bits - bits)).toBeLessThanOrEqual(1);
  });
});

describe('whether ids count on', () => {
  it.each<[string, (index: number) => string, boolean]>([
    ['in decimal digits', (index) => String(100_000_000 + index), true],
    ['in steps, between the same words', (index) => `a-${1_000_000 + 7 * index}-z`, true],
    ['backwards', (index) => String(100_000_000 - index), true],
    ['in hexadecimal digits', (index) => (0xabcdef00 + index).toString(16), true],
    ['not at all', () => randomBytes(16).toString('hex'), false],
    ['behind something random', (index) => `${randomBytes(8).toString('hex')}.${index}`, false],
    ['the same', () => '12345678', false],
  ])('%s', (_, make, expected) => {
    expect(made(make).countsOn).toBe(expected);
  });
});

it('repeats are counted, and the shortest id is measured', () => {
  const { count, repeats, shortest, characters } = figuresOf(['aab', 'ab', 'aab', 'aab']);
  expect({ count, repeats, shortest, characters }).toEqual({
    count: 4,
    repeats: 2,
    shortest: 2,
    characters: 2,
  });
});

describe('a generator that', () => {
  const storeOf = (genid: (request: Record<string, unknown>) => unknown) => ({
    generate(request: Record<string, unknown>) {
      request.sessionID = genid(request);
      request.session = { of: request.headers };
    },
  });

  it('looks at no request makes ids for nobody', () => {
    expect(
      makeIds(
        storeOf(() => randomUUID()),
        3,
      ),
    ).toHaveLength(3);
  });

  it.each<[string, Parameters<typeof storeOf>[0]]>([
    ['makes them of a request', ({ headers }) => `${JSON.stringify(headers)}${randomUUID()}`],
    ['asks whether something is there', (request) => ('ip' in request ? 'a' : randomUUID())],
    ['throws', () => JSON.parse('no')],
    ['makes them later', async () => randomUUID()],
  ])('%s is not told of', (_, genid) => {
    expect(makeIds(storeOf(genid), 3)).toBeUndefined();
  });
});
