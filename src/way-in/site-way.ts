import { Failure } from '../failure.ts';
import { type NamedWay, optionOf, PARTS, readNamedWay } from '../flows/named-way.ts';
import type { WayIn } from '../flows/way-in.ts';
import { OUR_WAY_IN } from '../flows/way-in.ts';
import { isLoopback } from '../network.ts';
import { readManifest } from '../project/manifest.ts';
import { savedWay } from '../project/save-way.ts';
import { interrupted } from '../site/interrupted.ts';
import { type OpenOptions, openSite } from '../site/open.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import { isOurs, type Site } from '../site/site.ts';
import type { SearchResult } from './search.ts';

/**
 * The site with the way into it: known for our own sites, else named by options, or found by looking around. Options
 * count more than the app's package.json, and that more than what is found. On other machines, nothing is searched for.
 *
 * @param isSearched whether to search at all
 *
 * @throws Failure `usage` if a named part is wrong; `app-failed` if the app does not start; `interrupted`
 */
export async function withWay(
  site: Site,
  typed: NamedWay,
  isSearched: boolean,
  open: Omit<OpenOptions, 'name' | 'instances'>,
): Promise<Site> {
  const namedNow = readNamedWay(typed, optionOf);
  if (site.kind === 'built-in') checkThatNoneIsNamed(namedNow);
  const named = { ...namedInPackage(site), ...namedNow };
  if (isOurs(site)) return { ...site, way: { ...OUR_WAY_IN, ...named }, leadsToForm: !named.login };
  const isElsewhere = 'url' in site.entry && !isLoopback(new URL(site.entry.url).hostname);
  if (!isSearched || isElsewhere) {
    const how = Object.fromEntries(PARTS.map((part) => [part, named[part] && AS_NAMED]));
    return { ...site, way: named, wayHow: how };
  }
  let running: RunningSite | undefined;
  try {
    running = await openSite(site, { ...open, name: 'way', instances: 1 });
    return { ...site, ...(await factsOf(site, running, named, open)) };
  } catch (error) {
    throw open.signal.aborted ? interrupted() : error;
  } finally {
    await running?.stop();
  }
}

/** @throws Failure `usage` if a part is named: the built-in site has its own */
function checkThatNoneIsNamed(named: Partial<WayIn>): void {
  const part = PARTS.find((one) => named[one] !== undefined);
  if (part === undefined) return;
  throw new Failure(
    'usage',
    `The way into the built-in site is known. Leave ${optionOf(part)} out, or name the folder of the app that is meant.`,
  );
}

const AS_NAMED = 'as named';

async function factsOf(
  site: Site,
  running: RunningSite,
  named: Partial<WayIn>,
  { timeout, signal }: Pick<OpenOptions, 'timeout' | 'signal'>,
): Promise<Partial<Site>> {
  const { searchWay } = await import('./search.ts');
  const search = (behindProxy: boolean) =>
    searchWay(running, { named, behindProxy, timeout, signal });
  const plain = await search(false);
  const isPlainHttp = running.urlOf(1).startsWith('http:');
  const result = isPlainHttp && plain.wantsHttps ? await search(true) : plain;
  const wantsHttps = plain.wantsHttps || result.apps.some(({ secureCookie }) => secureCookie);
  return {
    way: result.way,
    wayHow: result.how,
    leadsToForm: result.leadsToForm,
    signInElsewhere: result.elsewhere,
    signUp: result.signUp,
    behindProxy: isPlainHttp && wantsHttps,
    sessionsBy: sessionsBy(site, running, result),
  };
}

/** The package that keeps the app's sessions, if it is not express-session. */
function sessionsBy(
  { entry }: Site,
  running: RunningSite,
  { apps }: SearchResult,
): string | undefined {
  if (running.storeName !== undefined || 'url' in entry || apps.length === 0) return undefined;
  const [loaded] = apps.flatMap(({ packages }) => packages);
  if (loaded) return loaded;
  const { dependencies = {} } = readManifest(entry.directory) ?? {};
  return Object.keys(dependencies).find((name) => OTHER_PACKAGES.includes(name));
}

/** Packages that may be ES modules, which are not in the list of loaded modules. */
const OTHER_PACKAGES = [
  'iron-session',
  '@fastify/session',
  '@fastify/secure-session',
  'koa-session',
];

function namedInPackage({ entry, kind }: Site): Partial<WayIn> {
  return 'url' in entry || kind !== 'other' ? {} : savedWay(entry.directory);
}
