import { describe, expect, it } from 'vitest';
import { openDoor, PLAIN_DOOR } from '../../src/terminal/door.ts';
import { printable } from '../../src/terminal/printable.ts';
import { UNPRINTABLE } from '../support/hostile-text.ts';

describe('what comes from outside', () => {
  it.each(UNPRINTABLE)('cannot hold %s', (_, character) => {
    const text = printable(`a${character}b`);
    expect(text).toMatch(/^a(?:\\[nrt]|(?:\\u[0-9a-f]{4})+)b$/);
    expect(printable(text)).toBe(text);
    // In JSON, it is the same value still.
    const json = JSON.stringify({ [character]: character });
    expect(JSON.parse(printable(json))).toEqual(JSON.parse(json));
  });

  it.each([
    'plain text, C:\\new',
    'José, नमस्ते, 李小龍, שלום, العربية',
    '✓ ✗ → … ♥️ 🚀',
    'ｆｕｌｌ ｗｉｄｔｈ',
  ])('may be in any language: %s', (text) => {
    expect(printable(text)).toBe(text);
  });
});

describe('the door to a terminal', () => {
  it('lets our own colours pass', async () => {
    const { line, paint } = await openDoor();
    expect(line(`${paint.good('Created')} it`)).toBe('\x1b[32mCreated\x1b[39m it');
    expect(line(paint.strong(paint.bad('x')))).toBe('\x1b[1m\x1b[31mx\x1b[39m\x1b[22m');
  });

  it('lets no colour pass that comes from outside, in a text of ours or not', async () => {
    const { line, paint } = await openDoor();
    const outside = '\x1b[32mpassed\x1b[0m';
    expect(line(outside)).toBe('\\u001b[32mpassed\\u001b[0m');
    expect(line(paint.bad(outside))).toBe('\x1b[31m\\u001b[32mpassed\\u001b[0m\x1b[39m');
  });

  it('takes marks of another door for text', async () => {
    const text = (await openDoor()).paint.good('passed');
    expect((await openDoor()).line(text)).not.toContain('\x1b');
  });

  it('makes one line of a text, with colours', async () => {
    const { line, paint } = await openDoor();
    expect(line(paint.strong('a\nb\r\nc'))).toContain('a\\nb\\r\\nc');
    expect(line('a\nb\r\nc')).toBe('a\\nb\\r\\nc');
  });

  it('makes one line of a text, without', () => {
    expect(PLAIN_DOOR.line(PLAIN_DOOR.paint.strong('a\nb\r\nc'))).toBe('a\\nb\\r\\nc');
  });
});
