import { describe, expect, it } from 'vitest';
import { addressKey } from '../../../templates/base/src/http/address-key.ts';

describe('what an address counts as', () => {
  it.each([
    [
      'an IPv4 address, however it is written',
      '203.0.113.10',
      [
        '203.0.113.10',
        '203.0.113.10:40001',
        '203.0.113.10:40002',
        ' 203.0.113.10 ',
        '[203.0.113.10]:80',
        '::ffff:203.0.113.10',
        '::FFFF:CB00:710A',
        '[::ffff:203.0.113.10]:40001',
        '0:0:0:0:0:ffff:cb00:710a',
      ],
    ],
    [
      'a network of 2^64 IPv6 addresses',
      '2001:db8:0:7::/64',
      [
        '2001:db8:0:7::',
        '2001:DB8:0:7::1',
        '2001:0db8:0000:0007:ffff:ffff:ffff:ffff',
        '[2001:db8:0:7::1]:40001',
        '[2001:db8:0:7::2]',
      ],
    ],
    [
      'a network of one machine',
      'fe80:0:0:0::/64',
      ['fe80::1', 'fe80::1%eth0', '[fe80::2%25eth1]:80'],
    ],
    ['the machine itself', '0:0:0:0::/64', ['::1', '[::1]:3000', '::']],
    [
      'no address',
      'unknown',
      [
        undefined,
        '',
        'unknown',
        '_hidden',
        'localhost',
        '203.0.113.256',
        '203.0.113.10.5',
        '203.0.113.10:40001:2',
        '2001:db8::7::1',
        '1'.repeat(10_000),
        '['.repeat(10_000),
      ],
    ],
  ])('%s is %s', (_, key, addresses) => {
    expect(addresses.map(addressKey)).toEqual(addresses.map(() => key));
  });

  it('two addresses, or two networks, are two keys', () => {
    const addresses = ['203.0.113.10', '203.0.113.11', '2001:db8:0:7::1', '2001:db8:0:8::1', '::1'];
    expect(new Set(addresses.map(addressKey)).size).toBe(addresses.length);
  });
});
