import type { StartEvent } from '../events/run.ts';
import { Failure } from '../failure.ts';
import { wayTexts } from '../flows/named-way.ts';
import { storeReader } from '../stores/reader.ts';
import type { AppOptions } from './chosen.ts';
import type { RunningSite } from './running/running-site.ts';
import { startSite } from './running/started.ts';
import { visitSite } from './running/visited.ts';
import { ownStore, type RunStore, scratchStore } from './scratch-store.ts';
import { isOurs, type Site } from './site.ts';
import { TIMEOUT_MS } from './timeout.ts';

export interface OpenOptions {
  /** A folder that only this user can open. */
  scratch: string;
  /** Distinguishes several stores of one run. */
  name: string;
  instances: number;
  /** Let a generated site use its own store, with the sessions that people have in it. */
  useOwnStore: boolean;
  /** Variables on top of our own environment, for the app. */
  env: Readonly<Record<string, string>>;
  /** How long the site may take to start, in milliseconds. */
  timeout: number;
  signal: AbortSignal;
}

/** How a site is opened each time, by what was said of it. @param scratch a folder that only this user can open */
export function openOptions(
  { useOwnStore = false, timeout = TIMEOUT_MS, env = {}, signal }: AppOptions,
  scratch: string,
): Omit<OpenOptions, 'name' | 'instances'> {
  return { scratch, useOwnStore, timeout, env, signal: signal ?? new AbortController().signal };
}

/**
 * Starts a site's processes with a temporary store, or connects to a site that runs already.
 *
 * @throws Failure `app-failed` or `interrupted`
 */
export async function openSite(site: Site, options: OpenOptions): Promise<RunningSite> {
  const { scratch, name, useOwnStore, signal } = options;
  const store: RunStore = useOwnStore
    ? ownStore(site.storePlace)
    : scratchStore(site, scratch, name);
  const readPlace = store.place && storeReader(store.place, signal);
  if ('url' in site.entry) return visitSite(site.entry.url, readPlace, options);
  if (store.place?.kind === 'redis') await checkRedis(readPlace);
  return startSite(site.entry, {
    ...options,
    env: { ...store.env, ...options.env },
    readPlace,
    clear: store.clear,
  });
}

/** Without Redis, a site waits, and it would seem that the site does not start. */
async function checkRedis(readPlace: (() => Promise<unknown>) | undefined): Promise<void> {
  try {
    await readPlace?.();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, [...error.lines, ...HOW_TO_START_REDIS], { cause: error });
  }
}

const HOW_TO_START_REDIS = ['To start one here:', '  docker run --rm -p 127.0.0.1:6379:6379 redis'];

/** What reports say about the site. */
export function siteFacts(site: Site, { urls, storeName }: RunningSite): StartEvent['site'] {
  const store = site.store ?? storeName;
  return {
    kind: site.kind,
    name: site.name,
    mode: site.mode,
    store,
    urls,
    way: isOurs(site) ? undefined : site.way && wayParts(site),
    behindProxy: site.behindProxy || undefined,
    sessionsBy: site.sessionsBy,
    signInElsewhere: site.signInElsewhere,
    signUp: site.signUp,
  };
}

function wayParts({ way = {}, wayHow = {} }: Site): StartEvent['site']['way'] {
  const { login, logout, newPassword, ...texts } = wayTexts(way);
  const part = (is: string | undefined, how = '') => (is === undefined ? undefined : { is, how });
  return {
    login: part(login, wayHow.login),
    protected: part(texts.protected, wayHow.protected),
    logout: part(logout, wayHow.logout),
    newPassword: part(newPassword, 'as named'),
  };
}
