import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { FindingEvent } from '../../src/events/audit.ts';

const APP = fileURLToPath(new URL('../field/no-closed-page', import.meta.url));

async function findingsOf(env: Record<string, string> = {}): Promise<FindingEvent[]> {
  const findings: FindingEvent[] = [];
  for await (const event of audit({ directory: APP, start: 'node server.cjs', env })) {
    if (event.type === 'finding') findings.push(event);
  }
  return findings;
}

describe('of such an app that keeps the id, where no stranger has a session', () => {
  it('id-renewed is not held: nobody signed in with a session from before', async () => {
    const findings = await findingsOf({ KEEPS_ID: 'yes' });
    expect(findings.find(({ rule }) => rule === 'id-renewed')).toMatchObject({
      verdict: 'not-seen',
      evidence: { said: [expect.stringContaining('with a session from before')] },
    });
  });
});

describe('of such an app that keeps its pages out of frames by X-Frame-Options', () => {
  it('framing is for its owner to judge, because no attack works', async () => {
    const findings = await findingsOf({ FRAMES: 'SAMEORIGIN' });
    expect(findings.find(({ rule }) => rule === 'framing')).toMatchObject({
      verdict: 'yours',
      evidence: { said: [expect.stringContaining('obsolete')] },
    });
  });
});

describe('of an app without a page that is closed to strangers', () => {
  let findings: FindingEvent[] = [];
  beforeAll(async () => {
    findings = await findingsOf();
  });
  const findingOn = (id: string) => findings.find(({ rule }) => rule === id);

  it.each([
    'sign-in-refused',
    'protected-page',
    'next-returns',
    'session-saved',
    'saved-before-answer',
    'visitors-apart',
    'password-masked',
  ])('%s was not tried, and no more is said of it', (rule) => {
    expect(findingOn(rule)).toMatchObject({
      verdict: 'not-seen',
      evidence: {
        said: ['No page was found that strangers do not see: name one with --protected.'],
      },
    });
  });

  it.each(['id-renewed', 'cookie-http-only'])('%s is held all the same', (rule) => {
    expect(findingOn(rule)).toMatchObject({ verdict: 'held' });
  });

  it.each(['csp', 'nosniff', 'framing'])('%s is judged by the home page', (rule) => {
    expect(findingOn(rule)).toMatchObject({
      verdict: 'broken',
      evidence: { said: expect.arrayContaining([expect.stringContaining('The home page')]) },
    });
  });
});
