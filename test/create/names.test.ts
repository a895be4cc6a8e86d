import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brandOf, packageName, shellPath } from '../../src/create/names.ts';

describe('the package name', () => {
  it.each([
    ['my-app', 'my-app'],
    ['sites/My App', 'my-app'],
    ['My.App.v2', 'my.app.v2'],
    ['.hidden', 'hidden'],
    ['_private', 'private'],
    ['Café Ödön', 'cafe-odon'],
    ['日本 shop', 'shop'],
    ['例え', 'xn--r8jz45g'],
    ['私たちのとても長い名前のウェブサイトです', 'xn--n8jtcguj9ad2n0mka5685gune262m1csd'],
    ["it's (mine)!", 'it-s-mine'],
    ['http', 'http-app'],
    ['node_modules', 'node-modules'],
    ['express', 'express-app'],
    ['あ𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷', 'xn--l8j2234laaaaaaa'],
    ['日本אב', 'app'],
    ['a'.repeat(250), 'a'.repeat(214)],
  ])('of %j is %j', (directory, name) => {
    expect(packageName(directory, ['express'])).toBe(name);
  });

  it.each(['---', '...', '!?', '/', '🎉'])(
    'of %j cannot be made, and the error says what to do',
    (directory) => {
      expect(() => packageName(directory)).toThrow(
        /Choose a directory name with a letter or a digit/,
      );
    },
  );

  it('of the current folder is that of the folder', () => {
    expect(packageName('.')).toBe(packageName(resolve('.')));
  });

  it('is valid for npm, whatever the directory is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (directory) => {
        // Only a name with neither a letter nor a digit may be refused.
        fc.pre(/[\p{Letter}\p{Number}]/u.test(directory));
        const name = packageName(`x/${directory.replaceAll('/', '')}`);
        expect(name).toMatch(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
        expect(name.length).toBeLessThanOrEqual(214);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what a site calls itself', () => {
  it.each([
    ['my-app', 'MyApp'],
    ['shop', 'Shop'],
    ['sites/My App', 'MyApp'],
    ['my.app_v2', 'MyAppV2'],
    ['Café Ödön', 'CaféÖdön'],
    ['例え', '例え'],
    ["it's (mine)!", 'ItSMine'],
    ['🎉', 'MyApp'],
  ])('in %j is %j', (directory, brand) => {
    expect(brandOf(directory)).toBe(brand);
  });
});

describe('a path on the command line', () => {
  it.each([
    ['my-app', 'my-app'],
    ['./sites/app_1', './sites/app_1'],
    ['My App', "'My App'"],
    ["it's", "'it'\\''s'"],
    ['$HOME', "'$HOME'"],
    ['--json', './--json'],
    ['-x y', "'./-x y'"],
  ])('%j is written %s', (word, written) => {
    expect(shellPath(word)).toBe(written);
  });

  it.each([
    ['my-app', 'my-app'],
    ['C:\\sites\\my-app', 'C:\\sites\\my-app'],
    ['C:\\my sites\\app', '"C:\\my sites\\app"'],
    ["o'clock & more", '"o\'clock & more"'],
    ['-my-app', './-my-app'],
  ])('%s is written as %s on Windows', (word, written) => {
    expect(shellPath(word, 'win32')).toBe(written);
  });
});
