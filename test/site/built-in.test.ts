import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packedSites } from '../../build/built-in-sites.ts';
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

describe('the built-in sites are what create writes', () => {
  it('their code is made of the templates as they are', async () => {
    const shipped = brotliDecompressSync(readFileSync('dist/built-in.br'));
    expect(JSON.parse(shipped.toString())).toEqual(await packedSites());
  });

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
