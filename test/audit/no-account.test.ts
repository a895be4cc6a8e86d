import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { AuditEvent } from '../../src/events/audit.ts';
import { noSignInText } from '../../src/terminal/audit-words.ts';

const directory = fileURLToPath(new URL('../corpus', import.meta.url));

describe('a sound app that is audited without an account, and accepts nobody without one', () => {
  const events: AuditEvent[] = [];
  beforeAll(async () => {
    const named = { login: '/login', protected: '/about' };
    for await (const event of audit({ directory, start: 'node app.cjs', ...named })) {
      events.push(event);
    }
  });

  it('has nothing broken', () => {
    const broken = events.filter((one) => one.type === 'finding' && one.verdict === 'broken');
    expect(broken).toEqual([]);
  });

  it('does not pass all the same, and it is told what is missing', () => {
    const end = events.find((event) => event.type === 'audit');
    expect(end).toMatchObject({ passed: false, lacksAccount: true });
    expect(end && noSignInText(end)).toContain('--user and --password-stdin');
  });
});

describe('an app that refuses the password that was given, without a name', () => {
  it('is told so, and not that there is no account', async () => {
    const env = { FAULT: 'refused' };
    const options = { login: '/login', protected: '/about', password: 'correct-horse-battery' };
    const events: AuditEvent[] = [];
    for await (const event of audit({ directory, start: 'node app.cjs', env, ...options })) {
      events.push(event);
    }
    expect(events.at(-1)).not.toHaveProperty('lacksAccount');
    const broken = events.flatMap((one) =>
      one.type === 'finding' && one.verdict === 'broken' ? one.rule : [],
    );
    expect(broken).toEqual(['sign-in-refused']);
  });
});
