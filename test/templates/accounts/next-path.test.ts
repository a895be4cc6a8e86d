import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPath } from '../../../templates/base/src/accounts/next-path.ts';

const SITE = 'https://shop.example';
const HOST = 'evil.example';

/** What somebody may write into `next` to lead a visitor away, or in circles. */
const ATTACKS: Record<string, unknown[]> = {
  'an absolute URL': [
    `https://${HOST}`,
    `http://${HOST}/about`,
    `HTTPS://${HOST}`,
    `https:/${HOST}`,
    `https:${HOST}`,
    `https:\\\\${HOST}`,
    `ftp://${HOST}`,
    `https://shop.example@${HOST}/`,
    `https://shop.example.${HOST}/`,
    'https://shop.example/about',
  ],
  'a URL without a scheme': [
    `//${HOST}`,
    `//${HOST}/about`,
    `///${HOST}`,
    `////${HOST}`,
    `//${HOST}:443/`,
    `//user:pass@${HOST}/`,
    '//0x7f000001',
    '//[::1]/',
    `//${HOST}%2f..`,
    '//',
  ],
  'backslashes, which browsers turn into slashes': [
    `/\\${HOST}`,
    `\\/${HOST}`,
    `\\\\${HOST}`,
    `/\\/${HOST}`,
    `/\\\\${HOST}`,
    `/\\\\\\${HOST}`,
    `/about\\..\\..\\\\${HOST}`,
  ],
  'characters that browsers drop': [
    `/\t/${HOST}`,
    `/\n/${HOST}`,
    `/\r/${HOST}`,
    `/\r\n/${HOST}`,
    `/\t\\${HOST}`,
    `\t//${HOST}`,
    `\n//${HOST}`,
    ` //${HOST}`,
    `\u0000//${HOST}`,
    `\u001f//${HOST}`,
    ` https://${HOST}`,
    `\uFEFF//${HOST}`,
  ],
  'a path that becomes a host when it is resolved': [
    `/.//${HOST}`,
    `/./\\${HOST}`,
    `/..//${HOST}`,
    `/about/..//${HOST}`,
    `/about/.././/${HOST}`,
    `/%2e//${HOST}`,
    `/%2E%2e//${HOST}`,
    `/about/%2e%2e//${HOST}`,
    `/.\t//${HOST}`,
    `/a/b/../..//${HOST}`,
  ],
  'a scheme that runs code or shows data': [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'blob:https://shop.example/1',
    'file:///etc/passwd',
    'mailto:someone@shop.example',
    'about:blank',
  ],
  'something other than one text': [
    undefined,
    null,
    42,
    true,
    ['/about', '/contact'],
    [`//${HOST}`],
    { path: '/about' },
    Object.create(null),
  ],
  'a text that is no path': [
    '',
    'about',
    './about',
    '../about',
    '?a=1',
    '#top',
    'None',
    '%2fabout',
  ],
  'the sign-in form, or the way out': [
    '/login',
    '/login?next=/login',
    '/logout',
    '/logout?a=1',
    '/Logout',
    '/LOGOUT/',
    '/about/../logout',
    '/%6cogout/../logout',
  ],
};

describe('where a sign-in leads', () => {
  for (const [kind, attacks] of Object.entries(ATTACKS)) {
    describe(`${kind} is not followed:`, () => {
      it.each(attacks.map((attack) => [attack]))('%j', (attack) => {
        expect(nextPath(attack)).toBe('/home');
      });
    });
  }

  it.each([
    ['/about', '/about'],
    ['/', '/'],
    ['/about?a=1&b=2', '/about?a=1&b=2'],
    ['/about?next=https://evil.example', '/about?next=https://evil.example'],
    ['/about?x=//evil.example\\', '/about?x=//evil.example\\'],
    ['/products#chairs', '/products#chairs'],
    ['/a/../contact', '/contact'],
    ['/käse', '/k%C3%A4se'],
    ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
    ['/@evil.example', '/@evil.example'],
    ['/:80', '/:80'],
    ['/logout-help', '/logout-help'],
  ])('a path on this site is followed: %s', (next, path) => {
    expect(nextPath(next)).toBe(path);
  });

  it('the table has the attacks that are known', () => {
    expect(Object.values(ATTACKS).flat().length).toBeGreaterThanOrEqual(60);
  });

  it('never off the site, whatever is asked for', () => {
    const piece = fc.constantFrom(
      ...[
        '/',
        '\\',
        '.',
        '..',
        '//',
        '\t',
        '\n',
        '\r',
        '%2e',
        '%2f',
        '%5c',
        '%09',
        '@',
        ':',
        '?',
        '#',
      ],
      ...['http:', 'https:', 'javascript:', HOST, 'about', 'login', ' ', '\0', 'ß', '。', '／'],
    );
    const crafted = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    const next = fc.oneof(
      crafted,
      crafted.map((text) => `/${text}`),
      fc.string(),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(next, (value) => {
        const path = nextPath(value);
        const target = new URL(path, SITE);
        expect(target.origin).toBe(SITE);
        expect(path).toMatch(/^\/(?![/\\])/);
        // Followed, it stays what it is: a browser that resolves it once more comes to the same place.
        expect(nextPath(path)).toBe(path);
      }),
      { numRuns: 10_000 },
    );
  });
});
