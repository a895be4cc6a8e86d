import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readCookies } from '../../src/cookies/cookie.ts';
import { decodedCookie, signerOf } from '../../src/cookies/decode.ts';
import { cookieLines } from '../../src/terminal/runs/cookie-text.ts';

const KEY = 'a key of this test app, long enough';
const SECRETS = [{ setting: '--secret', name: '--secret', secret: KEY }];

/** What cookie-session itself sets for a session that holds this. */
async function cookiesFor(data: Record<string, unknown>): Promise<string> {
  const { default: express } = await import('express');
  const session: (options: object) => ReturnType<typeof express.json> = createRequire(
    import.meta.url,
  )('cookie-session');
  const app = express();
  app.use(session({ name: 'session', keys: [KEY] }));
  app.get('/', (request, response) => {
    Object.assign(Object(request).session, data);
    response.end();
  });
  const server = app.listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const response = await fetch(`http://127.0.0.1:${port}/`);
    return response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('a cookie of cookie-session', () => {
  it('is read, with secrets masked, and its signature is checked', async () => {
    const [cookie] = readCookies(
      `Cookie: theme=dark; ${await cookiesFor({ views: 2, password: 'pw' })}`,
    );
    expect(cookie?.name).toBe('session');
    expect(cookie?.holds?.data).toEqual({ views: 2, password: 'pw' });
    if (!cookie) return;
    const other = [{ setting: '--secret', name: '--secret', secret: 'another' }];
    expect(signerOf(cookie, SECRETS)).toBe('--secret');
    expect(signerOf(cookie, other)).toBeNull();
    const decoded = { cookie, signedWith: '--secret', tried: ['--secret'], session: null };
    expect(decodedCookie(decoded, false)).toMatchObject({
      name: 'session',
      holds: { views: 2, password: '••••••' },
    });
    const text = cookieLines(decoded).join('\n');
    expect(text).toContain('cookie-session');
    expect(text).toContain('{"views":2,"password":"••••••"}');
    expect(text).toContain('27 characters, signed with --secret');
  });

  it.each([{ views: 3 }, { a: 1 }, { ab: 12 }])('is read without its name: %j', (data) => {
    const value = Buffer.from(JSON.stringify(data)).toString('base64');
    const [cookie] = readCookies(value);
    expect(cookie).toMatchObject({ raw: value, holds: { data } });
    expect(cookie?.name).toBeUndefined();
  });

  it('without its signature is told to lack it', () => {
    const value = Buffer.from('{"a":1}').toString('base64');
    const [cookie] = readCookies(`session=${value}`);
    if (!cookie) throw new Error('There is none.');
    expect(signerOf(cookie, SECRETS)).toBeNull();
    expect(
      cookieLines({ cookie, signedWith: null, tried: [], session: null }).join('\n'),
    ).toContain('not there: it is in a cookie of its own, session.sig');
  });

  it.each(['a=b', 'a=W10=', 'a=bm90IGpzb24=', 'id=42'])('is not what this is: %s', (text) => {
    expect(readCookies(text)[0]?.holds).toBeUndefined();
  });
});
