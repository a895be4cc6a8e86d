import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { AuditEvent } from '../../src/events/audit.ts';
import { noSignInText } from '../../src/terminal/audit-words.ts';

const directory = fileURLToPath(new URL('../corpus', import.meta.url));

it('does not pass where the page that --login names has no form that asks for a password', async () => {
  const events: AuditEvent[] = [];
  const named = { login: '/', protected: '/about', user: 'alice', password: 'any' };
  for await (const event of audit({ directory, start: 'node app.cjs', ...named })) {
    events.push(event);
  }
  const end = events.find((event) => event.type === 'audit');
  expect(end).toMatchObject({ passed: false, foundNoSignIn: true });
  expect(end && noSignInText(end)).toContain('At / there is no form that asks for a password');
});
