import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AsProxy } from '../../src/site/as-proxy.ts';
import { Client, type Sender } from '../../src/visitor/http/http.ts';
import { KeepAliveClient } from '../../src/visitor/http/keep-alive.ts';

const server = createServer(({ socket, headers }, response) =>
  response.end([socket.remoteAddress, headers['x-forwarded-for']].join(' ')),
);
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}

/** Who the app takes a visitor for, who comes from there. */
async function seenFrom(client: Sender, from?: string): Promise<string | undefined> {
  const url = new URL(`http://127.0.0.1:${portOf(server.address())}/`);
  const request = {
    method: 'GET',
    url,
    headers: [['Host', url.host] satisfies [string, string]],
    from,
  };
  const { body } = await client.send(request, new AbortController().signal);
  return (await body).text.trim();
}

// Of all systems, Linux alone has more than one of them unasked.
it.runIf(process.platform === 'linux').each([
  ['a client', () => new Client(10_000, () => {}), '127.0.0.2'],
  ['a client for many requests', () => new KeepAliveClient(10_000, () => {}), '127.0.0.2'],
  [
    'a client behind a proxy, which tells',
    () => new AsProxy(new Client(10_000, () => {})),
    '127.0.0.1 127.0.0.2',
  ],
])(
  '%s comes from the address that it is told, and from no other one later',
  async (_, make, seen) => {
    const client = make();
    try {
      expect(await seenFrom(client, '127.0.0.2')).toBe(seen);
      expect(await seenFrom(client)).toMatch(/127\.0\.0\.1$/);
      expect(await seenFrom(client, '127.0.0.2')).toBe(seen);
    } finally {
      client.close();
    }
  },
);
