import { describe, expect, it, onTestFinished } from 'vitest';
import { Client, type Sender } from '../../src/visitor/http/http.ts';
import { KeepAliveClient } from '../../src/visitor/http/keep-alive.ts';
import { guardOf, onSite } from '../../src/visitor/on-site.ts';
import {
  type Answer,
  BAD_ANSWERS,
  bytes,
  drip,
  flood,
  type HostileHost,
  hostileHost,
  page,
} from '../support/hostile.ts';

/** More than any of these takes where there is a bound; a test without one fails at its own time limit. */
const TIMEOUT_MS = 1_000;

const CLIENTS: ReadonlyArray<[name: string, make: (site: string, timeout?: number) => Sender]> = [
  [
    'the client of simulate',
    (site) =>
      new Client(
        TIMEOUT_MS,
        guardOf(() => [site]),
      ),
  ],
  [
    'the client of load',
    (site) =>
      new KeepAliveClient(
        TIMEOUT_MS,
        guardOf(() => [site]),
      ),
  ],
];

/** What a client gets when it asks a host: the answer, or why there is none. */
async function asked(
  make: (site: string) => Sender,
  site: string,
  url = new URL(site),
): Promise<{ text?: string; size?: number; error?: string | undefined }> {
  const client = make(site);
  onTestFinished(() => client.close());
  const request = {
    method: 'POST',
    url,
    headers: [
      ['Host', url.host],
      ['Content-Length', '15'],
    ] satisfies Array<[string, string]>,
    body: 'password=secret',
  };
  try {
    const { body } = await client.send(request, new AbortController().signal);
    const { text, size, broken } = await body;
    return { text, size, error: broken };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

describe.each(CLIENTS)('%s', (_name, make) => {
  describe('sends nothing to anybody but the site', () => {
    const addresses: ReadonlyArray<[what: string, of: (thief: HostileHost) => string]> = [
      ['another port', ({ url }) => url],
      ['another name of this machine', ({ url }) => url.replace('127.0.0.1', 'localhost')],
      ['another protocol', ({ url }) => url.replace('http:', 'https:')],
      ['a name and a password before the host', ({ url }) => url.replace('//', '//user:pw@')],
    ];
    it.each(addresses)('not to %s', async (_what, of) => {
      const thief = await hostileHost(page('thanks'));
      const site = await hostileHost(page('hello'));
      const { error } = await asked(make, site.url, new URL(of(thief)));
      expect(error).toMatch(/^"https?:\/\/[\w.]+:\d+" is another site: nothing was sent there$/);
      expect(thief.requests).toEqual([]);
      expect(site.requests).toEqual([]);
    });

    it.each([
      '/.//THIEF/steal',
      '//THIEF/steal',
      '\\\\THIEF\\steal',
      '/\\THIEF/steal',
      'http:THIEF',
      'http:/THIEF/',
      'http://THIEF/steal',
      'http://user:password@THIEF/',
      '/a/..//THIEF/steal',
      '\t//THIEF',
    ])('not by an address such as %j', async (address) => {
      const thief = await hostileHost(page('thanks'));
      const site = await hostileHost(page('hello'));
      const where = address.replace('THIEF', new URL(thief.url).host);
      const answer = await asked(make, site.url, onSite(site.url, where, site.url));
      expect(answer).toMatchObject({ text: 'hello' });
      expect(thief.requests).toEqual([]);
      expect(site.requests).toHaveLength(1);
    });
  });

  it('goes to the site though its address holds a name and a password, and does not send them', async () => {
    const site = await hostileHost(page('hello'));
    const withPassword = site.url.replace('//', '//user:pw@');
    const answer = await asked(make, withPassword, onSite(withPassword, '/', withPassword));
    expect(answer).toMatchObject({ text: 'hello' });
    expect(site.requests.join()).not.toMatch(/authorization|user:|pw@/i);
  });

  it.each(Object.entries(BAD_ANSWERS))('comes to an end with %s', async (_what, answer) => {
    const { url } = await hostileHost(answer);
    const { error } = await asked(make, url);
    expect(error).toMatch(
      /^(no answer in 1 s|the response did not end within 1 s|more than 256 KB came that are no part of a page|(the response was cut off: )?(Parse Error: .+|socket hang up|read ECONNRESET|aborted|more than 256 KB .+))$/,
    );
  });

  it.each([
    'a flood of 100 Continue',
    'a flood of 102 Processing',
    'a flood of 103 Early Hints',
    'headers without an end',
    'a header without an end',
    'an extension of a chunk without an end',
    'trailers without an end',
  ])('does not even wait for its time to be up with %s', async (what) => {
    const { url } = await hostileHost(BAD_ANSWERS[what] ?? (() => {}));
    const patient = make(url, 100_000);
    const { error } = await asked(() => patient, url);
    // Node's own client says no more of a body that it gives up.
    expect(error).toMatch(/256 KB|Parse Error: .*overflow|cut off: aborted/i);
  });

  const endless: ReadonlyArray<[what: string, answer: Answer]> = [
    ['trickles', drip('x', 'HTTP/1.1 200 OK\r\n\r\n')],
    [
      'trickles in chunks',
      drip('1\r\nx\r\n', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'),
    ],
    [
      'comes in tiny chunks',
      flood('1\r\nx\r\n', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'),
    ],
    ['has no end', flood('x', 'HTTP/1.1 200 OK\r\n\r\n')],
  ];
  it.each(endless)('does not wait for a body that %s', async (_what, answer) => {
    const { url } = await hostileHost(answer);
    const { text = '', size = 0, error } = await asked(make, url);
    expect(error).toBe('the response did not end within 1 s');
    expect(size).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(8_000_000);
  });

  it('takes no more memory for a body in tiny chunks than for one in a piece', async () => {
    const count = 1_000_000;
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    const { url } = await hostileHost(bytes(`${head}${'1\r\nx\r\n'.repeat(count)}0\r\n\r\n`));
    const client = make(url);
    onTestFinished(() => client.close());
    const before = process.memoryUsage().heapUsed;
    const { body } = await client.send(
      { method: 'GET', url: new URL(url), headers: [['Host', new URL(url).host]] },
      new AbortController().signal,
    );
    const { size } = await body;
    expect(size).toBeGreaterThan(0);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(80_000_000);
  });

  it('takes headers that a browser takes', async () => {
    const headers = Array.from({ length: 3_000 }, (_, index) => `Set-Cookie: c${index}=1`);
    const { url } = await hostileHost(page('hello', headers));
    expect(await asked(make, url)).toMatchObject({ text: 'hello' });
  });

  it('does not take an answer that came before it was asked for', async () => {
    const answers = `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst`;
    const { url, requests } = await hostileHost(bytes(answers + answers.replace('first', 'sneak')));
    const client = make(url);
    onTestFinished(() => client.close());
    const ask = async () => {
      const request = { method: 'GET', url: new URL(url), headers: [] };
      return (await (await client.send(request, new AbortController().signal)).body).text;
    };
    expect([await ask(), await ask()]).toEqual(['first', 'first']);
    expect(requests).toHaveLength(2);
  });
});
