import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { FindingEvent } from '../../src/events/audit.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

describe('of an app whose log-out ends in an error', () => {
  const findings: FindingEvent[] = [];
  beforeAll(async () => {
    const app = { directory: APPS, start: 'node fails-at-log-out.cjs', password: 'any' };
    for await (const event of audit({ ...app, level: 1 })) {
      if (event.type === 'finding') findings.push(event);
    }
  });
  const findingOn = (id: string) => findings.find(({ rule }) => rule === id);

  it.each(['logout-ends-session', 'logout-final'])('nothing is said on %s', (rule) => {
    expect(findingOn(rule)).toMatchObject({
      verdict: 'not-seen',
      evidence: {
        said: ['The log-out was answered with 500: the app failed, and logged nobody out.'],
      },
    });
  });

  it.each(['id-renewed', 'session-saved', 'protected-page'])('%s is held all the same', (rule) => {
    expect(findingOn(rule)).toMatchObject({ verdict: 'held' });
  });
});
