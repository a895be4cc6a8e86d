import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { checkThatItMayBeLoaded } from '../../src/load/this-machine.ts';
import { resultOf } from '../support/load.ts';

const own = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));

describe('a load goes to this machine', () => {
  it.each([
    'localhost',
    '127.0.0.1',
    '127.9.9.9',
    '2130706433',
    '[::1]',
    '[::ffff:127.0.0.1]',
    ...own,
  ])('%s', (host) => {
    expect(() => checkThatItMayBeLoaded(`http://${host}:3000`, undefined)).not.toThrow();
  });
});

describe('a load goes to no other machine', () => {
  it.each([
    'example.com',
    'localhost.example.com',
    '127.0.0.1.example.com',
    '192.0.2.1',
    '[2001:db8::1]',
    '[::ffff:192.0.2.1]',
    '0.0.0.0',
  ])('%s', (host) => {
    expect(() => checkThatItMayBeLoaded(`http://${host}:3000`, undefined)).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });

  it('unless its owner names it, with its port or without', () => {
    expect(() => checkThatItMayBeLoaded('http://example.com:3000', 'example.com')).not.toThrow();
    expect(() =>
      checkThatItMayBeLoaded('http://example.com:3000', 'example.com:3000'),
    ).not.toThrow();
    expect(() => checkThatItMayBeLoaded('http://example.com:3000', 'example.org')).toThrow();
  });

  it('and says so before the first request', async () => {
    await expect(resultOf({ url: 'http://example.com' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('--i-own-this-host example.com'),
    });
  });
});
