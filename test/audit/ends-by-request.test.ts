import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { FindingEvent } from '../../src/events/audit.ts';

const APP = fileURLToPath(new URL('../field/ends-by-request', import.meta.url));

async function findingsOf(env: Record<string, string>): Promise<FindingEvent[]> {
  const findings: FindingEvent[] = [];
  const login = 'POST /login {"username":"$user","password":"$password"}';
  const told = { login, protected: '/private', logout: 'POST /logout', user: 'alice' };
  const password = 'correct-horse-battery';
  for await (const event of audit({
    directory: APP,
    start: 'node server.cjs',
    ...told,
    password,
    env,
  })) {
    if (event.type === 'finding') findings.push(event);
  }
  return findings;
}

function on(findings: readonly FindingEvent[], id: string): FindingEvent | undefined {
  return findings.find(({ rule }) => rule === id);
}

describe('of an app that a request without a name ends', () => {
  let findings: FindingEvent[] = [];
  beforeAll(async () => {
    findings = await findingsOf({ ENDS: 'yes' });
  });

  it('it is told which request that is, and what was thrown', () => {
    const said = on(findings, 'cross-site-change')?.evidence.said.join(' ');
    expect(said).toMatch(
      /^The app ended \(exit code 1\) at "another site’s page signs the visitor in", POST \/login: TypeError: no name/,
    );
  });

  it('the rest of the same flow is done all the same', () => {
    expect(on(findings, 'cors')).toMatchObject({ verdict: 'held' });
    expect(on(findings, 'logout-by-link')).toMatchObject({ verdict: 'held' });
    expect(on(findings, 'token-only-in-cookie')).toMatchObject({ verdict: 'held' });
  });

  it('nothing tells the id of a session, though the app printed it', () => {
    const said = findings.map(({ evidence }) => evidence.said.join(' ')).join(' ');
    expect(said).not.toMatch(/[\w-]{32}/);
    expect(said).not.toContain('SELECT');
  });
});

describe('of an app that fails at a sign-in without a name', () => {
  it('the sign-in with one is judged', async () => {
    const findings = await findingsOf({});
    expect(on(findings, 'sign-in-refused')).toMatchObject({ verdict: 'held' });
    expect(on(findings, 'logout-ends-session')).toMatchObject({ verdict: 'held' });
  });

  it('the failure is not put down to a cookie that the browser refuses', async () => {
    const findings = await findingsOf({ DOMAIN: 'elsewhere.example' });
    const scope = on(findings, 'cookie-scope');
    expect(scope).toMatchObject({ verdict: 'broken' });
    expect(scope?.evidence.said.join(' ')).not.toContain('without a name');
  });
});
