import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { FindingEvent } from '../../src/events/audit.ts';

const directory = fileURLToPath(new URL('../corpus', import.meta.url));
const BESIDE = fileURLToPath(new URL('../field/token-beside', import.meta.url));

describe('of an app that keeps its sessions by itself', () => {
  const findings: FindingEvent[] = [];
  beforeAll(async () => {
    const named = { login: '/login', protected: '/about' };
    const account = { user: 'alice', password: 'correct-horse-battery' };
    const env = { SOUND: 'a token in place of a session' };
    const start = 'node app.cjs';
    for await (const event of audit({ directory, start, ...named, ...account, env })) {
      if (event.type === 'finding') findings.push(event);
    }
  });
  const findingOn = (id: string) => findings.find(({ rule }) => rule === id);

  it.each([
    'one-session-middleware',
    'no-ids-in-log',
    'token-only-in-cookie',
    'store-failure-closed',
    'cookie-http-only',
  ])('%s was not tried: there is nothing of express-session’s', (rule) => {
    expect(findingOn(rule)).toMatchObject({ verdict: 'not-seen' });
    const said = findingOn(rule)?.evidence.said.join(' ');
    expect(said).toContain('express-session’s');
    expect(said).not.toMatch(/--url|Leave the flow/);
  });

  it.each(['sign-in-refused', 'logout-ends-session', 'cross-site-change'])('%s is held', (rule) => {
    expect(findingOn(rule)).toMatchObject({ verdict: 'held' });
  });
});

describe('of an app with a token that says who is signed in, and a session that holds nobody', () => {
  const findings: FindingEvent[] = [];
  beforeAll(async () => {
    const named = { login: '/login', protected: '/private', logout: 'POST /logout' };
    const account = { user: 'alice', password: 'correct-horse-battery' };
    const start = 'node server.cjs';
    for await (const event of audit({ directory: BESIDE, start, ...named, ...account })) {
      if (event.type === 'finding') findings.push(event);
    }
  });
  const findingOn = (id: string) => findings.find(({ rule }) => rule === id);

  it.each([
    'session-present',
    'cookie-http-only',
    'secret-strong',
    'id-random',
    'token-only-in-cookie',
    'no-ids-in-log',
  ])('%s is not held for the sake of that session', (rule) => {
    expect(findingOn(rule)).toMatchObject({
      verdict: 'not-seen',
      evidence: { said: [expect.stringContaining('by the cookie token')] },
    });
  });

  it('a log-out that only takes the cookie away is not told to destroy the session', () => {
    expect(findingOn('logout-ends-session')).toMatchObject({
      verdict: 'broken',
      fix: expect.stringContaining('which tokens'),
    });
  });

  it('logout-final is not held: there was nothing to bring back', () => {
    expect(findingOn('logout-final')).toMatchObject({
      verdict: 'not-seen',
      evidence: { said: [expect.stringContaining('ended nothing')] },
    });
  });
});
