import { describe, expect, it } from 'vitest';
import { Aliases } from '../../src/masking/aliases.ts';
import { Secrets } from '../../src/masking/secrets.ts';

const DATA = { theme: 'dark', note: { token: 'from the cookie: 0123456789abcdef' } };
const known = () => new Secrets(new Aliases(), false);

describe('what a store tells at each step', () => {
  it('is looked into once, as long as no more is secret', () => {
    const secrets = known();
    expect(secrets.hideInStored(DATA)).toBe(secrets.hideInStored(DATA));
  });

  it('hides what became a secret since', () => {
    const secrets = known();
    expect(JSON.stringify(secrets.hideInStored(DATA))).toContain('0123456789abcdef');
    secrets.learnCookie('0123456789abcdef');
    expect(JSON.stringify(secrets.hideInStored(DATA))).not.toContain('0123456789abcdef');
    secrets.password('dark-dark');
    expect(secrets.hideInStored({ theme: 'dark-dark' })).toEqual({ theme: '••••••' });
  });
});
