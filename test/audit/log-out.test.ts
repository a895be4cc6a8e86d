import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { FindingEvent } from '../../src/events/audit.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const OF_THE_CORPUS = {
  directory: fileURLToPath(new URL('../corpus', import.meta.url)),
  start: 'node app.cjs',
  login: '/login',
  protected: '/about',
  user: 'alice',
  password: 'correct-horse-battery',
};

async function findingAbout(rule: string, env: Record<string, string>) {
  for await (const event of audit({ ...OF_THE_CORPUS, env })) {
    if (event.type === 'finding' && event.rule === rule) return event;
  }
  return undefined;
}

it('a log-out whose token changes with each page is found to work', async () => {
  const env = { SOUND: 'tokens that change with each page' };
  expect(await findingAbout('logout-by-link', env)).toMatchObject({ verdict: 'held' });
});

it('a log-out that leaves another cookie is told to end what that stands for', async () => {
  const env = { FAULT: 'remembered after the log-out' };
  expect(await findingAbout('logout-ends-session', env)).toMatchObject({
    verdict: 'broken',
    fix: expect.stringContaining('what other cookies sign the visitor in by'),
  });
});

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
