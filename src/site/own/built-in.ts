import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mode, Store } from '../../create/options.ts';
import { writeSite } from '../../create/writing/write.ts';
import { ROOT } from '../../root.ts';
import { REDIS_URL } from '../../stores/locate.ts';
import { fileAt, type ReadablePlace, redisAt } from '../../stores/places.ts';
import { entryOf } from '../locate.ts';
import type { Site } from '../site.ts';
import { builtInFiles } from './packed-site.ts';

/** Every supported Node runs it without a build. */
const LANGUAGE = 'javascript';

/** The site uses no TLS. Reading extra certificates, if the machine has some, takes Node longer than starting. */
const WITHOUT_TLS = { NODE_EXTRA_CA_CERTS: '' };

/** The site that `create` would write, bundled into a few files, in a temporary folder. */
export function builtInSite(
  mode: Mode,
  store: Store,
  scratch: string,
  env: NodeJS.ProcessEnv,
): Site {
  // Its cookie has this name.
  const directory = join(scratch, 'my-app');
  writeSite(directory, builtInFiles(mode, store));
  symlinkSync(
    fileURLToPath(new URL('dist/site-packages', ROOT)),
    join(directory, 'node_modules'),
    'junction',
  );
  const places: Record<Store, ReadablePlace | undefined> = {
    memory: undefined,
    file: fileAt('.sessions', join(directory, '.sessions'), { mayBeMissing: true }),
    redis: redisAt(env.REDIS_URL || REDIS_URL, undefined, 'REDIS_URL'),
  };
  const storePlace = places[store];
  const entry = entryOf(directory, { language: LANGUAGE });
  return {
    kind: 'built-in',
    name: 'the built-in site',
    mode,
    store,
    entry: { ...entry, env: { ...entry.env, ...(store !== 'redis' && WITHOUT_TLS) } },
    storePlace,
  };
}
