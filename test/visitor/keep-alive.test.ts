import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Request } from '../../src/visitor/http/http.ts';
import { KeepAliveClient } from '../../src/visitor/http/keep-alive.ts';
import { listen } from '../support/listen.ts';
import { portOf } from '../support/port.ts';

function client(timeout = 5_000): KeepAliveClient {
  const made = new KeepAliveClient(timeout, () => {});
  onTestFinished(() => made.close());
  return made;
}

/** A server, and how many connections it has taken. */
async function serve(listener: RequestListener) {
  const server = createServer(listener);
  const connections = { count: 0 };
  server.on('connection', () => {
    connections.count += 1;
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, connections, server };
}

/** A server that answers every request with these bytes, and then ends the connection where that is wanted. */
async function serveBytes(answer: string, ends = false): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      if (ends) socket.end(answer);
      else socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${portOf(server)}`;
}

function get(url: string): Request {
  return { method: 'GET', url: new URL(url), headers: [['Host', new URL(url).host]] };
}

async function answerTo(sender: KeepAliveClient, request: Request) {
  const { status, headers, body } = await sender.send(request);
  return { status, headers, ...(await body) };
}

describe('what comes is the same as over any client', () => {
  it('a body of known length', async () => {
    const { url } = await serve((_req, res) => {
      res.setHeader('Set-Cookie', ['one=1', 'two=2']);
      res.end('grün');
    });
    const { status, headers, text, size } = await answerTo(client(), get(url));
    expect({ status, text, size }).toEqual({ status: 200, text: 'grün', size: 5 });
    expect(headers.filter(([name]) => name === 'Set-Cookie')).toEqual([
      ['Set-Cookie', 'one=1'],
      ['Set-Cookie', 'two=2'],
    ]);
  });

  it('a body in pieces', async () => {
    const { url } = await serve((_req, res) => {
      res.write('one ');
      setTimeout(() => res.end('two'), 20);
    });
    expect(await answerTo(client(), get(url))).toMatchObject({ text: 'one two' });
  });

  it('a body that ends with the connection', async () => {
    const url = await serveBytes('HTTP/1.0 200 OK\r\n\r\nall of it', true);
    expect(await answerTo(client(), get(url))).toMatchObject({ status: 200, text: 'all of it' });
  });

  it('no body', async () => {
    const { url } = await serve((_req, res) => res.writeHead(204).end());
    expect(await answerTo(client(), get(url))).toMatchObject({ status: 204, text: '', size: 0 });
  });

  it('an answer after an early hint', async () => {
    const { url } = await serve((_req, res) => {
      res.writeEarlyHints({ link: '</style.css>; rel=preload' });
      res.end('the answer');
    });
    expect(await answerTo(client(), get(url))).toMatchObject({ status: 200, text: 'the answer' });
  });
});

describe('what is sent', () => {
  const echo: RequestListener = async (req, res) => {
    res.end(JSON.stringify([req.method, req.url, req.headers.cookie, await text(req)]));
  };

  it('is the request, as it is', async () => {
    const { url } = await serve(echo);
    const { text: echoed } = await answerTo(client(), {
      method: 'POST',
      url: new URL('/sign/in?next=%2F', url),
      headers: [
        ['Host', new URL(url).host],
        ['Cookie', 'session=1'],
        ['Content-Length', '5'],
      ],
      body: 'a=b&c',
    });
    expect(JSON.parse(echoed)).toEqual(['POST', '/sign/in?next=%2F', 'session=1', 'a=b&c']);
  });

  it('ends when the rest may go, on a slow line', async () => {
    const { url } = await serve(echo);
    let release = () => {};
    const rest = new Promise<void>((resolve) => {
      release = resolve;
    });
    const answer = answerTo(client(), {
      method: 'POST',
      url: new URL(url),
      headers: [
        ['Host', new URL(url).host],
        ['Content-Length', '6'],
      ],
      body: 'abcdef',
      rest,
    });
    setTimeout(release, 50);
    expect(JSON.parse((await answer).text).at(-1)).toBe('abcdef');
  });
});

describe('connections', () => {
  it('are used again, one request after the other', async () => {
    const { url, connections } = await serve((_req, res) => res.end('ok'));
    const sender = client();
    for (let number = 0; number < 5; number += 1) await answerTo(sender, get(url));
    expect(connections.count).toBe(1);
  });

  it('are as many as there are requests at a time', async () => {
    const { url, connections } = await serve((_req, res) => setTimeout(() => res.end('ok'), 50));
    const sender = client();
    await Promise.all([1, 2, 3].map(() => answerTo(sender, get(url))));
    expect(connections.count).toBe(3);
  });

  it('are not used again where the site says that they end', async () => {
    const { url, connections } = await serve((_req, res) => {
      res.setHeader('Connection', 'close');
      res.end('ok');
    });
    const sender = client();
    await answerTo(sender, get(url));
    await answerTo(sender, get(url));
    expect(connections.count).toBe(2);
  });

  it('that the site ends as a GET comes in are no failure of the GET', async () => {
    let requests = 0;
    const { url } = await serve((req, res) => {
      requests += 1;
      if (requests === 2) req.socket.destroy();
      else res.end(`answer ${requests}`);
    });
    const sender = client();
    await answerTo(sender, get(url));
    expect(await answerTo(sender, get(url))).toMatchObject({ text: 'answer 3' });
  });
});

describe('no answer', () => {
  it('an address where nobody listens', async () => {
    const url = await serveBytes('');
    await expect(client().send(get(url.replace(/\d+$/, '1')))).rejects.toThrow('ECONNREFUSED');
  });

  it('a site that is silent', async () => {
    const url = await serveBytes('');
    await expect(client(100).send(get(url))).rejects.toThrow('no answer in 100 ms');
  });

  it('a site that hangs up', async () => {
    const url = await serveBytes('', true);
    await expect(client().send(get(url))).rejects.toThrow('socket hang up');
  });

  it('an answer that is cut off', async () => {
    const url = await serveBytes('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', true);
    expect(await answerTo(client(), get(url))).toMatchObject({
      text: 'half',
      size: 4,
      broken: 'the response was cut off: socket hang up',
    });
  });

  it('an answer that goes on and on, though it is never silent', async () => {
    const { url } = await serve((_req, res) => {
      const clock = setInterval(() => res.write('x'), 20);
      res.on('close', () => clearInterval(clock));
    });
    const sender = client(300);
    const answer = await answerTo(sender, get(url));
    expect(answer.broken).toBe('the response did not end within 300 ms');
    expect(answer.size).toBeGreaterThan(0);
  });

  it('has as much time on a connection that was used before, and idle', async () => {
    const { url, connections } = await serve((_req, res) => setTimeout(() => res.end('ok'), 300));
    const sender = client(500);
    for (let number = 0; number < 3; number += 1) {
      expect(await answerTo(sender, get(url))).toMatchObject({ text: 'ok' });
      await pause(300);
    }
    expect(connections.count).toBe(1);
  });

  it('an answer that is no HTTP', async () => {
    const url = await serveBytes('SSH-2.0-OpenSSH_9.2\r\n');
    await expect(client().send(get(url))).rejects.toThrow('Parse Error');
  });

  it('a client that was closed meanwhile', async () => {
    const url = await serveBytes('');
    const sender = client();
    const answer = sender.send(get(url));
    setTimeout(() => sender.close(), 20);
    await expect(answer).rejects.toThrow('socket hang up');
    await expect(sender.send(get(url))).rejects.toThrow('closed');
  });
});
