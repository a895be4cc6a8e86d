import { describe, expect, it } from 'vitest';
import { Jar } from '../../src/visitor/jar.ts';

const SITE = new URL('http://127.0.0.1:3000/shop/cart');
const SECURE_SITE = new URL('https://example.test/shop/cart');

describe('a browser refuses a cookie', () => {
  it.each([
    [
      'id=1; Domain=example.com',
      SITE,
      'it is for example.com, which 127.0.0.1 may not set cookies for',
    ],
    ['id=1; Domain=test.example.test', SECURE_SITE, /it is for test.example.test/],
    ['id=1; Secure', SITE, 'it is Secure, but the site is on plain HTTP'],
    ['__Host-id=1; Path=/', SECURE_SITE, /but it is not Secure/],
    ['__Secure-id=1', SECURE_SITE, /but it is not Secure/],
    ['__Host-id=1; Secure; Path=/shop', SECURE_SITE, /a Path other than \//],
    ['__Host-id=1; Secure; Path=/; Domain=example.test', SECURE_SITE, /has a Domain/],
    ['id=1; SameSite=None', SITE, 'it says SameSite=None, but it is not Secure'],
    [`id=${'1'.repeat(4096)}`, SITE, 'it is longer than 4096 bytes'],
  ])('%s', (header, url, why) => {
    const jar = new Jar();
    expect(jar.keep(header, url)).toMatchObject({
      action: 'refused',
      why: why instanceof RegExp ? expect.stringMatching(why) : why,
    });
    expect(jar.cookiesFor(url)).toEqual([]);
  });
});

describe('a browser withholds a cookie', () => {
  it.each([
    ['id=1; Path=/shop', 'http://127.0.0.1:3000/', 'it is only for /shop'],
    ['id=1; Path=/shop', 'http://127.0.0.1:3000/shopping', 'it is only for /shop'],
    ['id=1', 'http://127.0.0.1:3000/other', 'it is only for /shop'],
    ['id=1; Path=/', 'http://localhost:3000/', 'it belongs to 127.0.0.1'],
  ])('%s from %s', (header, url, why) => {
    const jar = new Jar();
    jar.keep(header, SITE);
    expect(jar.cookiesFor(new URL(url))).toMatchObject([{ why }]);
  });

  it('that is Secure, from plain HTTP', () => {
    const jar = new Jar();
    jar.keep('id=1; Secure; Path=/', SECURE_SITE);
    expect(jar.cookiesFor(new URL('http://example.test/'))).toMatchObject([
      { why: 'it is Secure, but the site is on plain HTTP' },
    ]);
  });
});

describe('a browser sends a cookie', () => {
  it.each([
    ['id=1; Path=/', SITE, 'http://127.0.0.1:4000/'],
    ['id=1; Path=/shop', SITE, 'http://127.0.0.1:3000/shop'],
    ['id=1; Path=/shop/', SITE, 'http://127.0.0.1:3000/shop/cart'],
    ['id=1; Path=/; Domain=.example.test', SECURE_SITE, 'https://example.test/'],
    ['id=1; Path=/; Domain=example.test', SECURE_SITE, 'https://www.example.test/'],
    ['__Host-id=1; Path=/; Secure', SECURE_SITE, 'https://example.test/'],
    ['id=1; Path=/; Max-Age=10', SITE, 'http://127.0.0.1:3000/'],
  ])('%s', (header, from, to) => {
    const jar = new Jar();
    jar.keep(header, from);
    expect(jar.cookiesFor(new URL(to))).toEqual([
      { cookie: expect.objectContaining({ value: '1' }) },
    ]);
  });
});

describe('what a Set-Cookie does to a cookie that is there', () => {
  it.each([
    ['id=2; Path=/', 'changed'],
    ['id=1; Path=/', 'repeated'],
    ['id=1; Path=/shop', 'set'],
    ['id=; Path=/; Max-Age=0', 'cleared'],
    ['id=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'cleared'],
    ['id=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=10', 'repeated'],
  ])('%s: %s', (header, action) => {
    const jar = new Jar();
    jar.keep('id=1; Path=/', SITE);
    expect(jar.keep(header, SITE)).toMatchObject({ action });
  });

  it('a copy of the jar does not notice', () => {
    const jar = new Jar();
    jar.keep('id=1; Path=/', SITE);
    const copy = jar.copy();
    jar.keep('id=; Path=/; Max-Age=0', SITE);
    expect(copy.cookiesFor(SITE)).toHaveLength(1);
  });
});
