import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packedSite } from '../../build/built-in-sites.ts';
import { choicesOf, MODE, STORE } from '../../src/create/options.ts';
import { plan } from '../../src/create/plan.ts';
import { builtInFiles } from '../../src/site/own/packed-site.ts';

const COMBINATIONS = choicesOf(MODE).flatMap((mode) =>
  choicesOf(STORE).map((store) => ({ mode, store })),
);

/** Each site has a secret of its own, and a version of the package that made it. */
const comparable = (text: string) =>
  text
    .replace(/^SESSION_SECRET=[\w-]{43}$/m, 'SESSION_SECRET=…')
    .replace(/("create-session-app": )".*"/, '$1"…"');

describe('the built-in site is what create writes', () => {
  it.each(choicesOf(STORE))(
    'its code is made of the templates as they are, with the %s store',
    async (store) => {
      const shipped = JSON.parse(readFileSync(`dist/built-in/${store}.json`, 'utf8'));
      expect(shipped).toEqual(await packedSite(store));
    },
  );

  it.each(COMBINATIONS)('$mode, $store: what else it runs on is the same', ({ mode, store }) => {
    const planned = new Map(
      plan({ directory: 'my-app', mode, store, language: 'javascript' }).map((file) => [
        file.path,
        comparable(file.contents),
      ]),
    );
    const [code, ...others] = builtInFiles(mode, store);
    expect(code?.path).toBe('src/server.js');
    for (const { path, contents } of others) {
      expect({ path, text: comparable(contents) }).toEqual({ path, text: planned.get(path) });
    }
    const needed = [...planned.keys()].filter((path) => /^(views|public)\/|^\.env$/.test(path));
    expect(others.map(({ path }) => path)).toEqual(expect.arrayContaining(needed));
  });

  it('has a secret that is new each time', () => {
    const [one, other] = [1, 2].map(() =>
      builtInFiles('authenticated', 'file').find(({ path }) => path === '.env'),
    );
    expect(one?.contents).toMatch(/^SESSION_SECRET=[\w-]{43}$/m);
    expect(one?.contents).not.toBe(other?.contents);
  });
});
