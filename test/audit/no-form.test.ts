import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type AuditOptions, audit } from '../../src/audit/audit.ts';
import type { AuditEndEvent, AuditEvent } from '../../src/events/audit.ts';
import { noSignInText } from '../../src/terminal/audit-words.ts';

const directory = fileURLToPath(new URL('../corpus', import.meta.url));

async function endOf(named: AuditOptions): Promise<AuditEndEvent | undefined> {
  const events: AuditEvent[] = [];
  for await (const event of audit({ start: 'node app.cjs', protected: '/about', ...named })) {
    events.push(event);
  }
  return events.find((event) => event.type === 'audit');
}

it('does not pass where the page that --login names has no form that asks for a password', async () => {
  const end = await endOf({ directory, login: '/', user: 'alice', password: 'any' });
  expect(end).toMatchObject({ passed: false, foundNoSignIn: true });
  expect(end && noSignInText(end)).toContain('At / there is no form that asks for a password');
});

it('does not pass where the protected page leads on whoever signs in', async () => {
  const app = { directory: fileURLToPath(new URL('../apps', import.meta.url)), login: '/login' };
  const account = { user: 'alice', password: 'correct-horse-battery' };
  const end = await endOf({ ...app, start: 'node asks-for-agreement.cjs', ...account });
  expect(end).toMatchObject({ passed: false, openedNothing: true, totals: { broken: 0 } });
  expect(end && noSignInText(end)).toContain('Nobody who signed in was shown /about');
});
