import { describe, expect, it } from 'vitest';
import { Aliases } from '../../src/masking/aliases.ts';

describe('a session', () => {
  it('has the same name through a run, by its id and by its masked one', () => {
    const aliases = new Aliases();
    const names = Array.from({ length: 1_000 }, (_, n) => aliases.ofSession(`session ${n}`));
    expect(names.slice(0, 3)).toEqual(['#1', '#2', '#3']);
    expect(new Set(names).size).toBe(1_000);
    expect(aliases.ofSession('session 0')).toBe('#1');
    expect(aliases.known('session 0')).toBe('#1');
    expect(aliases.known('never met')).toBeUndefined();
  });

  it('is forgotten, where few are kept and others were met since; and no name is given twice', () => {
    const aliases = new Aliases(100);
    const names = Array.from({ length: 10_000 }, (_, n) => {
      // One that comes again and again is always among the last.
      expect(aliases.ofSession('regular')).toBe('#1');
      return aliases.ofSession(`session ${n}`);
    });
    expect(new Set(names).size).toBe(10_000);
    const known = names.filter((_, n) => aliases.known(`session ${n}`) !== undefined);
    expect(known).toEqual(names.slice(-99));
    expect(aliases.ofSession('session 0')).toBe('#10002');
  });
});
