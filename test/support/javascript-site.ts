import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MODE, type Mode, type Store } from '../../src/create/options.ts';
import { plan } from '../../src/create/plan.ts';
import { writeSite } from '../../src/create/writing/write.ts';
import { entryOf } from '../../src/site/locate.ts';
import type { StartedSite } from '../../src/site/site.ts';

/** A site as create writes it in JavaScript, in a folder of another one, that runs without an installation. */
export function javascriptSite(
  store: Store,
  folder: string,
  mode: Mode = MODE.default,
): StartedSite {
  const directory = join(folder, 'my-app');
  const options = { directory, mode, store, language: 'javascript' } as const;
  writeSite(directory, plan(options));
  symlinkSync(resolve('dist/site-packages'), join(directory, 'node_modules'), 'junction');
  return entryOf(directory, options);
}
