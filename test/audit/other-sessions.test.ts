import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { FindingEvent } from '../../src/events/audit.ts';

const directory = fileURLToPath(new URL('../corpus', import.meta.url));

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
