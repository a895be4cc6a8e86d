import { describe, expect, it } from 'vitest';
import type { Told } from '../../src/masking/told.ts';
import { JAR_LIMIT, Jar } from '../../src/visitor/cookies/jar.ts';

/** A reason, as it is shown. */
function words<Of extends { why?: Told }>(of: Of | undefined) {
  return of && { ...of, why: of.why?.text((text) => text) };
}

const SITE = new URL('http://127.0.0.1:3000/shop/cart');
const PLAIN_SITE = new URL('http://example.test/shop/cart');
const LOCALHOST = new URL('http://localhost:3000/shop/cart');
const SECURE_SITE = new URL('https://example.test/shop/cart');

describe('a browser refuses a cookie', () => {
  it.each([
    [
      'id=1; Domain=example.com',
      SITE,
      'it is for example.com, which 127.0.0.1 may not set cookies for',
    ],
    ['id=1; Domain=test.example.test', SECURE_SITE, /it is for test.example.test/],
    ['id=1; Secure', PLAIN_SITE, 'it is Secure, but the site is on plain HTTP'],
    ['id=1; Domain=test', SECURE_SITE, 'it is for test, which is no site of its own'],
    ['__Host-1', SECURE_SITE, /it has no name/],
    ['__Host-id=1; Secure', new URL('https://example.test/'), /no Path of \//],
    ['__Host-id=1; Path=/', SECURE_SITE, /but it is not Secure/],
    ['__Secure-id=1', SECURE_SITE, /but it is not Secure/],
    ['__Host-id=1; Secure; Path=/shop', SECURE_SITE, /no Path of \//],
    ['__Host-id=1; Secure; Path=/; Domain=example.test', SECURE_SITE, /has a Domain/],
    ['id=1; SameSite=None', SITE, 'it says SameSite=None, but it is not Secure'],
    [`id=${'1'.repeat(4096)}`, SITE, 'it is longer than 4096 bytes'],
  ])('%s', (header, url, why) => {
    const jar = new Jar();
    expect(words(jar.keep(header, url))).toMatchObject({
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
    expect(jar.cookiesFor(new URL(url)).map(words)).toMatchObject([{ why }]);
  });

  it('that is Secure, from plain HTTP', () => {
    const jar = new Jar();
    jar.keep('id=1; Secure; Path=/', SECURE_SITE);
    expect(jar.cookiesFor(new URL('http://example.test/')).map(words)).toMatchObject([
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
    // As Chrome and Firefox do.
    ['id=1; Path=/; Secure', LOCALHOST, 'http://localhost:3000/'],
    ['id=1; Path=/; Secure; SameSite=None', SITE, 'http://127.0.0.1:3000/'],
    ['id=1; Path=/; Domain=localhost', LOCALHOST, 'http://localhost:4000/'],
    ['id=1; Path=/; Domain=127.0.0.1', SITE, 'http://127.0.0.1:3000/'],
    ['id=1', LOCALHOST, 'http://localhost:3000/shop/other'],
  ])('%s', (header, from, to) => {
    const jar = new Jar();
    jar.keep(header, from);
    expect(jar.cookiesFor(new URL(to))).toEqual([
      { cookie: expect.objectContaining({ value: '1' }) },
    ]);
  });
});

it('cookies with longer paths go first, then those that came first', () => {
  const jar = new Jar();
  for (const header of ['a=1; Path=/', 'b=1; Path=/shop', 'c=1; Path=/', 'a=2; Path=/']) {
    jar.keep(header, SITE);
  }
  expect(jar.cookiesFor(SITE).map(({ cookie }) => cookie.name)).toEqual(['b', 'a', 'c']);
});

it('a page over plain HTTP does not replace a Secure cookie', () => {
  const jar = new Jar();
  jar.keep('id=1; Path=/; Secure', SECURE_SITE);
  expect(words(jar.keep('id=2; Path=/shop', PLAIN_SITE))).toMatchObject({
    action: 'refused',
    why: expect.stringContaining('there is a Secure cookie of this name'),
  });
  expect(jar.keep('id=2; Path=/', SECURE_SITE)).toMatchObject({ action: 'changed' });
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

describe('what is odd in a Set-Cookie', () => {
  it.each([
    ['id=1; Domain', '1'],
    ['id=1; Domain=', '1'],
    ['id=1; Path=shop', '1'],
    ['id=1; Max-Age=soon', '1'],
    ['id=1; Expires=never', '1'],
    ['id=1; Expires=Thu, 32 Jan 2099 00:00:00 GMT', '1'],
    ['id=1; Expires=\u001b[31m', undefined],
    ['id=a,b=c; Path=/', 'a,b=c'],
    ['id=1; host=evil; name=other; value=2; order=x; __proto__=x; constructor=x', '1'],
    [`id=1; Path=/${'x'.repeat(2000)}`, '1'],
    ['=1', '1'],
    ['1', '1'],
    [';;;', undefined],
    ['', undefined],
    ['id=\0', undefined],
  ])('is passed over: %j', (header, value) => {
    const jar = new Jar();
    jar.keep(header, SITE);
    expect(jar.cookiesFor(SITE).map(({ cookie }) => cookie.value)).toEqual(
      value === undefined ? [] : [value],
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a cookie called %s is one like any other',
    (name) => {
      const jar = new Jar();
      expect(jar.keep(`${name}=1; Path=/`, SITE)).toMatchObject({ action: 'set' });
      expect(jar.keep(`${name}=2; Path=/`, SITE)).toMatchObject({ action: 'changed' });
      expect(jar.cookiesFor(SITE)).toMatchObject([{ cookie: { name, value: '2' } }]);
    },
  );

  it.each([
    ['Thu, 01 Jan 1970 00:00:00 GMT', 'cleared'],
    ['Thu, 01-Jan-70 00:00:01 GMT', 'cleared'],
    ['00:00:00 1 jan 1999', 'cleared'],
    ['Wed Jan 01 00:00:00 2098', 'set'],
    ['1/1/2000', 'set'],
  ])('a date such as %s', (date, action) => {
    expect(new Jar().keep(`id=1; Expires=${date}`, SITE)).toMatchObject({ action });
  });
});

describe('more cookies than a browser keeps', () => {
  it('the ones that were set longest ago are forgotten', () => {
    const jar = new Jar();
    const all = Array.from({ length: 5_000 }, (_, index) => jar.keep(`c${index}=1; Path=/`, SITE));
    const forgotten = all.filter((kept) => kept?.forgotten !== undefined);
    expect(forgotten).toHaveLength(5_000 - JAR_LIMIT);
    const names = jar.cookiesFor(SITE).map(({ cookie }) => cookie.name);
    expect(names).toHaveLength(JAR_LIMIT);
    expect(names.at(-1)).toBe('c4999');
  });

  it('one that is set again stays', () => {
    const jar = new Jar();
    for (let index = 0; index < 1_000; index += 1) {
      jar.keep(`c${index}=1; Path=/`, SITE);
      jar.keep('session=1; Path=/', SITE);
    }
    expect(jar.cookiesFor(SITE).map(({ cookie }) => cookie.name)).toContain('session');
  });
});
