import { describe, expect, it } from 'vitest';
import { Aliases } from '../../src/masking/aliases.ts';
import { withAliases } from '../../src/masking/session-ids.ts';

describe('a session', () => {
  it('has the same name through a run, by its id and by its masked one', () => {
    const aliases = new Aliases();
    const names = Array.from({ length: 1_000 }, (_, n) => aliases.ofSession(`session ${n}`));
    expect(names.slice(0, 3)).toEqual(['#1', '#2', '#3']);
    expect(new Set(names).size).toBe(1_000);
    expect(aliases.ofSession('session 0')).toBe('#1');
    expect(aliases.hideIn('session 0')).toBe('#1');
    expect(aliases.hideIn('never met')).toBe('never met');
  });

  it('is forgotten, where few are kept and others were met since; and no name is given twice', () => {
    const aliases = new Aliases(100);
    const isKnown = (id: string) => aliases.hideIn(id) !== id;
    const names = Array.from({ length: 10_000 }, (_, n) => {
      // One that comes again and again is always among the last.
      expect(aliases.ofSession('regular')).toBe('#1');
      expect(aliases.hideIn('(regular)')).toBe('(#1)');
      return aliases.ofSession(`session-${n}-`);
    });
    expect(new Set(names).size).toBe(10_000);
    const known = names.filter((_, n) => isKnown(`session-${n}-`));
    expect(known.length).toBeGreaterThanOrEqual(99);
    expect(known.length).toBeLessThanOrEqual(200);
    expect(known).toEqual(names.slice(-known.length));
    expect(aliases.ofSession('session-0-')).toBe('#10002');
  });
});

describe.each(['Xk3_f-9QzL0pVb7tR2mN4cW8yA1sD6hG', 'äö/+1234567==', 'n4n0-id-10'])(
  'the id %s',
  (id) => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    it.each([
      id,
      `abc${id}`,
      `user-${id}-x`,
      `s:${id}.c2lnbmF0dXJl`,
      encodeURIComponent(`s:${id}.c2ln`),
      encodeURIComponent(encodeURIComponent(`a=${id}`)),
      base64(id),
      base64(`x${id}y`),
      base64(`xy${id}`),
      base64(JSON.stringify({ sid: id })),
      encodeURIComponent(base64(`{"id":"${id}"}`)),
      Buffer.from(`sid=${id};`).toString('base64url'),
      `hex ${Buffer.from(id).toString('hex')}!`,
    ])('is not shown in %s', (text) => {
      const aliases = new Aliases();
      aliases.ofSession(id);
      const shown = aliases.hideIn(text);
      expect(shown).toContain('#1');
      const left = shown.replace('#1', '');
      expect(left.length).toBeLessThanOrEqual(text.length - id.length);
      for (const form of [shown, decodeURIComponent(shown)]) expect(form).not.toContain(id);
      expect(withAliases({ [text]: [{ text }] }, aliases)).toEqual({ [shown]: [{ text: shown }] });
    });
  },
);
