import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choicesOf, MODE, STORE } from '../../src/create/options.ts';
import { plan } from '../../src/create/plan.ts';
import { builtInSite } from '../../src/site/own/built-in.ts';
import { scratchFolder } from '../support/scratch.ts';

const COMBINATIONS = choicesOf(MODE).flatMap((mode) =>
  choicesOf(STORE).map((store) => ({ mode, store })),
);

/** Each site has a secret of its own. */
const withoutSecret = (text: string) => text.replace(/^SESSION_SECRET=.*$/m, 'SESSION_SECRET=…');

describe('the built-in site is what create writes', () => {
  it.each(COMBINATIONS)('$mode, $store', ({ mode, store }) => {
    const folder = scratchFolder();
    const { entry } = builtInSite(mode, store, folder, {});
    const directory = 'directory' in entry ? entry.directory : '';
    for (const { path, contents } of plan({ directory, mode, store, language: 'javascript' })) {
      const written = readFileSync(join(directory, path), 'utf8');
      expect({ path, text: withoutSecret(written) }).toEqual({
        path,
        text: withoutSecret(String(contents)),
      });
    }
  });
});
