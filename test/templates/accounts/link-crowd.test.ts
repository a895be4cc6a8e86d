import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { createPasswordLink } from '../../../templates/base/src/accounts/passwords/password-link.ts';
import { readSettings } from '../../../templates/base/src/settings.ts';
import { accountsFile } from '../../support/accounts.ts';
import { startApp } from '../../support/app.ts';

const SESSION_SECRET = 'only for tests '.repeat(3);
const FORM = { password: 'another horse', repeated: 'another horse' };

/** More than are hashed at a time, and may wait for it. */
const CROWD = 60;

it('a crowd that sends the forms of links is told when to come back, as far as it is turned away', async () => {
  const USERS_FILE = accountsFile({ alice: 'correct horse' });
  const { alice } = JSON.parse(readFileSync(USERS_FILE, 'utf8'));
  const settings = readSettings({ NODE_ENV: 'development', SESSION_SECRET });
  const link = new URL(createPasswordLink(settings, 'alice', alice.passwordId));
  const url = await startApp({ SESSION_SECRET, USERS_FILE });
  const body = new URLSearchParams({ ...Object.fromEntries(link.searchParams), ...FORM });
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const answers = Array.from({ length: CROWD }, () =>
    fetch(`${url}/set-password`, {
      ...{ method: 'POST', body, redirect: 'manual', signal: leaving.signal },
    }),
  );
  for (const answer of answers) answer.catch(() => {});
  const turnedAway = await Promise.any(
    answers.map(async (answer) => {
      const { status, headers } = await answer;
      if (status !== 503) throw new Error(`${status}`);
      return headers;
    }),
  );
  expect(turnedAway.get('retry-after')).toBe('5');
});
