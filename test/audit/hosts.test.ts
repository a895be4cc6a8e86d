import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditOptions, audit } from '../../src/audit/audit.ts';
import type { AuditEvent, FindingEvent } from '../../src/events/audit.ts';

/** An address of this machine that leads to others as well as the address of any other machine would. */
const [elsewhere] = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal)
  .map(({ address }) => address);

const asked: string[] = [];
const server = createServer((req, res) => {
  asked.push(`${req.method} ${req.url}`);
  if (req.url === '/account') res.writeHead(302, { Location: '/signin' }).end();
  else {
    res.setHeader('Content-Type', 'text/html');
    res.end(
      '<form method="post"><input name="user"><input type="password" name="password"></form>',
    );
  }
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve)));
afterAll(() => server.close());

function urlAt(host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host}:${port}`;
}

async function auditOf(options: AuditOptions): Promise<AuditEvent[]> {
  asked.length = 0;
  const events: AuditEvent[] = [];
  for await (const event of audit(options)) events.push(event);
  return events;
}

function findingsIn(events: readonly AuditEvent[]): Map<string, FindingEvent> {
  return new Map(
    events.flatMap((event) => (event.type === 'finding' ? [[event.rule, event] as const] : [])),
  );
}

describe.skipIf(elsewhere === undefined)('a host that may be somebody else’s', () => {
  const url = () => urlAt(elsewhere ?? '');

  it('gets one GET for each page that was named, and nothing else', async () => {
    const way = { login: '/signin', protected: '/account' };
    const findings = findingsIn(await auditOf({ url: url(), ...way }));
    expect(asked).toEqual(['GET /signin', 'GET /account']);
    expect(findings.get('protected-page')?.verdict).toBe('held');
    expect(findings.get('nosniff')?.verdict).toBe('broken');
    expect(findings.get('id-renewed')).toMatchObject({
      verdict: 'not-seen',
      evidence: { said: [expect.stringContaining(`--i-own-this-host ${elsewhere}`)] },
    });
  });

  it.each([
    ['no page', {}],
    ['a request that signs in', { login: 'POST /signin {"user":"$user"}' }],
  ])('gets nothing where %s was named', async (_, way) => {
    await expect(auditOf({ url: url(), ...way })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`--i-own-this-host ${elsewhere}`),
    });
    expect(asked).toEqual([]);
  });

  it('gets no more where its owner names another', async () => {
    await auditOf({ url: url(), login: '/signin', iOwnThisHost: 'shop.example' });
    expect(asked).toEqual(['GET /signin']);
  });

  it('is attacked where its owner names it', async () => {
    await auditOf({
      url: url(),
      login: '/signin',
      protected: '/account',
      iOwnThisHost: elsewhere,
      level: 1,
    });
    expect(asked.filter((request) => request.startsWith('POST ')).length).toBeGreaterThan(0);
  });
});

it('a site that runs on this machine is audited, without what needs a start of its own', async () => {
  const way = { login: '/signin', protected: '/account' };
  const findings = findingsIn(await auditOf({ url: urlAt('127.0.0.1'), ...way }));
  expect(asked.filter((request) => request.startsWith('POST ')).length).toBeGreaterThan(0);
  expect(findings.get('secret-stable')?.verdict).toBe('not-seen');
});
