import { describe, expect, it } from 'vitest';
import { plan } from '../../../src/create/plan.ts';

const SITES = (['authenticated', 'anonymous'] as const).flatMap((mode) =>
  (['memory', 'file', 'redis'] as const).flatMap((store) =>
    (['typescript', 'javascript'] as const).map((language) => ({
      directory: 'my-app',
      mode,
      store,
      language,
    })),
  ),
);

describe.each(SITES)('a site with mode $mode, store $store, in $language', (options) => {
  const files = new Map(plan(options).map(({ path, contents }) => [path, contents]));
  const code = [...files].filter(([path]) => path.startsWith('src/'));
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'));

  it('has at most seven files on top', () => {
    expect(code.filter(([path]) => folderOf(path) === 'src').length).toBeLessThanOrEqual(7);
  });

  it('has one file in each folder that says first what is in the folder', () => {
    const folders = new Set(code.map(([path]) => folderOf(path)));
    folders.delete('src');
    const guides = code.filter(
      ([path, text]) => folderOf(path) !== 'src' && /^\/\/ .*[\s\S]+?\bchange\b/.test(text),
    );
    expect(guides.map(([path]) => folderOf(path)).sort()).toEqual([...folders].sort());
  });

  it('has no file that is too long to read', () => {
    // JSDoc takes more lines than types do.
    const most = options.language === 'typescript' ? 150 : 250;
    const tooLong = code.filter(([path, text]) => {
      const isWordList = path.includes('common-passwords');
      return !isWordList && text.split('\n').length > most;
    });
    expect(tooLong.map(([path]) => path)).toEqual([]);
  });

  it('has every file that its README names', () => {
    const named = files.get('README.md')?.match(/(?<=`)src\/[^`]+(?=`)/g) ?? [];
    expect(named.length).toBeGreaterThan(10);
    const missing = named.filter((name) => !code.some(([path]) => path.startsWith(name)));
    expect(missing).toEqual([]);
  });

  it('keeps what stores sessions and what knows accounts apart', () => {
    const storing = code.filter(([path]) => path.startsWith('src/sessions/'));
    const mixed = storing.filter(([, text]) => /from '(\.\.\/)+accounts\//.test(text));
    expect(mixed.map(([path]) => path)).toEqual([]);
  });
});
