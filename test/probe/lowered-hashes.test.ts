import crypto, { randomBytes, type ScryptOptions, scrypt, scryptSync } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { lowerHashes } from '../../src/probe/lowered-hashes.ts';

const { scrypt: byCallback, scryptSync: original } = crypto;
const COST = { N: 16, r: 1 };
const SALT = randomBytes(16);

beforeAll(() => {
  expect(lowerHashes()).toBe(true);
  return () => {
    Object.assign(crypto, { scrypt: byCallback, scryptSync: original });
    syncBuiltinESMExports();
  };
});

/** What each way of asking comes to, for one and the same password. */
async function everyWay(options: ScryptOptions): Promise<Buffer[]> {
  const promised = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
  return [
    scryptSync('a password', SALT, 32, options),
    crypto.scryptSync('a password', SALT, 32, options),
    await promised('a password', SALT, 32, options),
  ];
}

describe('scrypt passes over its memory once', () => {
  const once = original('a password', SALT, 32, { ...COST, p: 1 });

  it.each<[string, ScryptOptions]>([
    ['where five passes were asked for', { ...COST, p: 5 }],
    ['by their other name', { ...COST, parallelization: 5 }],
    ['where one was asked for', { ...COST, p: 1 }],
    ['where nothing was said of it', COST],
  ])('%s', async (_, options) => {
    const before = { ...options };
    for (const key of await everyWay(options)) expect(key).toEqual(once);
    expect(options).toEqual(before);
  });

  it('and other passwords, salts and costs give other hashes', () => {
    const options = { ...COST, p: 5 };
    const all = [
      scryptSync('a password', SALT, 32, options),
      scryptSync('another password', SALT, 32, options),
      scryptSync('a password', randomBytes(16), 32, options),
      scryptSync('a password', SALT, 32, { ...options, N: 32 }),
    ];
    expect(new Set(all.map(String)).size).toBe(all.length);
  });

  it('and refuses what it refused', () => {
    for (const p of [-1, 1.5, 2 ** 40]) {
      const call = () => scryptSync('a password', SALT, 32, { ...COST, p });
      expect(call).toThrow(RangeError);
    }
  });

  it('and looks as it did', () => {
    expect([scrypt.name, scrypt.length]).toEqual([byCallback.name, byCallback.length]);
    expect([scryptSync.name, scryptSync.length]).toEqual([original.name, original.length]);
  });
});
