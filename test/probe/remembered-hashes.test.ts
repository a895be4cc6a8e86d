import crypto, { pbkdf2Sync, type ScryptOptions, scrypt, scryptSync } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rememberHashes } from '../../src/probe/remembered-hashes.ts';

const OPTIONS: ScryptOptions = { N: 16, r: 1, p: 1 };
const NAMES = ['scrypt', 'scryptSync', 'pbkdf2', 'pbkdf2Sync'] as const;
const { scrypt: byCallback, scryptSync: atOnce, pbkdf2, pbkdf2Sync: atOnceToo } = crypto;
const originals = { scrypt: byCallback, scryptSync: atOnce, pbkdf2, pbkdf2Sync: atOnceToo };
let computed = 0;

/** Counts how often Node computes something. */
function counting<Result>(original: (...args: never[]) => Result) {
  const counted = (...args: never[]): Result => {
    computed += 1;
    return original(...args);
  };
  for (const name of ['name', 'length'] as const) {
    Object.defineProperty(counted, name, { value: original[name] });
  }
  return counted;
}

beforeAll(() => {
  for (const name of NAMES) {
    Reflect.set(crypto, name, counting(originals[name]));
  }
  expect(rememberHashes()).toBe(true);
  return () => {
    Object.assign(crypto, originals);
    syncBuiltinESMExports();
  };
});

beforeEach(() => {
  computed = 0;
});

/** What a callback is told. */
function told(password: string, salt: string | Buffer, length = 8, options = OPTIONS) {
  return new Promise<{ error: unknown; key: unknown; order: string[] }>((resolve) => {
    const order: string[] = [];
    scrypt(password, salt, length, options, (error, key) => {
      order.push('called back');
      resolve({ error, key, order });
    });
    order.push('returned');
  });
}

describe('the same inputs are computed once', () => {
  it('by name, by callback and by promise, whether they are texts or bytes', async () => {
    const right = originals.scryptSync('a password', 'salt', 8, OPTIONS);
    for (const salt of ['salt', Buffer.from('salt')]) {
      expect(await told('a password', salt)).toEqual({
        error: null,
        key: right,
        order: ['returned', 'called back'],
      });
    }
    expect(scryptSync('a password', 'salt', 8, OPTIONS)).toEqual(right);
    expect(crypto.scryptSync(Buffer.from('a password'), 'salt', 8, OPTIONS)).toEqual(right);
    const asPromised = promisify<string, string, number, ScryptOptions, Buffer>(scrypt);
    expect(await asPromised('a password', 'salt', 8, OPTIONS)).toEqual(right);
    expect(computed).toBe(1);
    expect(pbkdf2Sync('a', 'b', 2, 8, 'sha256')).toEqual(pbkdf2Sync('a', 'b', 2, 8, 'sha256'));
    expect(computed).toBe(2);
  });

  it('and what somebody does to a key does not reach the next one', () => {
    const key = scryptSync('another password', 'salt', 8, OPTIONS);
    const right = Buffer.from(key);
    key.fill(0);
    scryptSync('another password', 'salt', 8, OPTIONS).fill(0);
    expect(scryptSync('another password', 'salt', 8, OPTIONS)).toEqual(right);
    expect(computed).toBe(1);
  });
});

it('other inputs are computed, each of them', async () => {
  const inputs: Array<[string, string, number, ScryptOptions | undefined]> = [
    ['one', 'salt', 8, OPTIONS],
    ['other', 'salt', 8, OPTIONS],
    ['ones', 'alt', 8, OPTIONS],
    ['one', 'salt', 9, OPTIONS],
    ['one', 'salt', 8, { ...OPTIONS, N: 32 }],
    ['one', 'salt', 8, undefined],
  ];
  const keys = inputs.map((all) => scryptSync(...all).toString('hex'));
  expect(keys).toEqual(inputs.map((all) => originals.scryptSync(...all).toString('hex')));
  expect(computed).toBe(inputs.length);
});

it('errors come as they do from Node, each time, and so does a missing callback', async () => {
  const errorOf = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };
  const wrong: Array<(from: typeof crypto) => unknown> = [
    (from) => from.scryptSync('one', 'salt', -1, OPTIONS),
    (from) => from.scryptSync('one', 'salt', 8, { ...OPTIONS, N: 3 }),
    (from) => from.scryptSync('one', 'salt', 8, { ...OPTIONS, maxmem: 1 }),
    (from) => from.pbkdf2Sync('one', 'salt', 1, 8, 'no digest'),
    (from) => Reflect.apply(from.scrypt, from, ['one', 'salt', 8]),
    (from) => Reflect.apply(from.scrypt, from, ['one', 'salt', 8, OPTIONS]),
    (from) => Reflect.apply(from.scrypt, from, ['one', 'salt']),
  ];
  scryptSync('one', 'salt', 8, OPTIONS);
  for (const work of [...wrong, ...wrong]) {
    const own = errorOf(() => work({ ...crypto, ...originals }));
    expect(own).toBeInstanceOf(Error);
    expect(errorOf(() => work(crypto))).toEqual(own);
  }
});

it('what is remembered is as Node gives it: with memory of its own, which nobody else changes', () => {
  const first = scryptSync('a whole one', 'salt', 8, OPTIONS);
  first.fill(0);
  const again = scryptSync('a whole one', 'salt', 8, OPTIONS);
  expect(computed).toBe(1);
  expect(again).toEqual(originals.scryptSync('a whole one', 'salt', 8, OPTIONS));
  expect(again.buffer.byteLength).toBe(8);
});

it('a function that answers at once does so too where somebody gives it a callback', () => {
  for (let n = 0; n < 2; n += 1) {
    const key = Reflect.apply(pbkdf2Sync, crypto, ['one', 'salt', 1, 8, 'sha512', () => {}]);
    expect(key).toEqual(originals.pbkdf2Sync('one', 'salt', 1, 8, 'sha512'));
  }
});

it('a number is no text', () => {
  scryptSync('a length', 'salt', 8, OPTIONS);
  expect(() => Reflect.apply(scryptSync, crypto, ['a length', 'salt', '8', OPTIONS])).toThrow(
    TypeError,
  );
});

it('an option that is computed as it is read is left to Node', () => {
  const options = {
    ...OPTIONS,
    get N() {
      return 16;
    },
  };
  scryptSync('read', 'salt', 8, options);
  scryptSync('read', 'salt', 8, options);
  expect(computed).toBe(2);
});

it('the functions are called as before', () => {
  const shown = ({ name, length }: { name: string; length: number }) => ({ name, length });
  for (const name of NAMES) {
    expect(shown(crypto[name])).toEqual(shown(originals[name]));
  }
  expect(Object.keys(crypto)).toEqual(expect.arrayContaining([...NAMES]));
});
