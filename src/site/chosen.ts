import { MODE, type Mode, STORE, type Store } from '../create/options.ts';
import { Failure } from '../failure.ts';
import type { ReadablePlace } from '../stores/places.ts';
import { DEFAULT_PREFIX } from '../stores/redis/url.ts';
import { locateSite } from './locate.ts';
import { builtInSite } from './own/built-in.ts';
import { isOurs, type Site } from './site.ts';

/** Which site, and how it is started. Default: the built-in site in authenticated mode, with the file store. */
export interface AppOptions {
  /** A site's folder. */
  directory?: string;
  /** A command that starts the app in `directory`, for the shell. */
  start?: string;
  /** The address of a site that already runs. Only its origin is used: no path, no name and no password. */
  url?: string;
  /** The mode of the built-in site; another site must have this mode. */
  mode?: Mode;
  store?: Store;
  /** How many processes share the store. In `simulate`, only for flows that need several. */
  instances?: number;
  /** Let a generated site use its own store. Default: a temporary store. */
  useOwnStore?: boolean;
  /** Where the sessions of a site that is not ours are. */
  storePlace?: ReadablePlace;
  /** How long the site may take to start, or to send a whole response, in milliseconds. Default: 10,000. */
  timeout?: number;
  /** Ends the run. */
  signal?: AbortSignal;
  /** Variables on top of our own environment, for the app. */
  env?: Readonly<Record<string, string>>;
}

/**
 * The site that the options name.
 *
 * @throws Failure `usage` if options contradict each other
 */
export function siteOf(options: AppOptions, scratch: string): Site {
  const { directory, start, url, mode, store, storePlace } = options;
  const env = { ...process.env, ...options.env };
  const place = storePlace && { storePlace };
  if (url !== undefined) {
    // A name and a password in the address are private, and are not sent.
    const { origin } = new URL(url);
    return { kind: 'running', name: origin, entry: { url: origin }, ...place };
  }
  if (directory === undefined && start === undefined) {
    if (options.useOwnStore) {
      throw new Failure(
        'usage',
        'The built-in site has only the sessions of the run. Leave --use-own-store out, or name a site’s folder.',
      );
    }
    const site = builtInSite(mode ?? MODE.default, store ?? STORE.default, scratch, env);
    if (storePlace) checkPlace(site, storePlace, ', or name a site’s folder');
    return { ...site, ...place };
  }
  const site = locateSite(directory ?? '.', start, env);
  for (const [axis, given] of Object.entries({ mode, store })) {
    const own = axis === 'mode' ? site.mode : site.store;
    if (given !== undefined && own === undefined) {
      throw new Failure(
        'usage',
        `Only a site made by create-session-app says which ${axis} it has, and ${site.name} does not. Leave --${axis} out.`,
      );
    }
    if (given !== undefined && given !== own) {
      throw new Failure(
        'usage',
        `${site.name} has the ${own} ${axis}, not the ${given} one. Leave --${axis} out.`,
      );
    }
  }
  if (storePlace && isOurs(site)) checkPlace(site, storePlace, '', options.useOwnStore);
  return { ...site, ...place };
}

/**
 * A site that create made is told where its sessions go: for a run, to a folder or to keys of its own. All that can be
 * chosen is the Redis that such keys are in.
 *
 * @throws Failure `usage` where another place is named
 */
function checkPlace(site: Site, place: ReadablePlace, instead: string, usesOwnStore = false): void {
  const name = site.kind === 'built-in' ? 'The built-in site' : site.name;
  if (place.kind !== 'redis' || site.store !== 'redis') {
    throw new Failure(
      'usage',
      `${name} has a ${site.store} store of its own. Leave --dir, --redis and --prefix out${instead}.`,
    );
  }
  if (usesOwnStore) {
    throw new Failure(
      'usage',
      `With --use-own-store, the own settings of ${name} say where its sessions are. Leave --redis and --prefix out, or --use-own-store.`,
    );
  }
  if (place.prefix === undefined || place.prefix === DEFAULT_PREFIX) return;
  throw new Failure(
    'usage',
    `In a run, the keys of ${name} have a prefix of the run’s own. Leave --prefix out.`,
  );
}
