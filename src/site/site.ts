import type { SiteKind } from '../events/run.ts';
import type { Condition } from '../flows/flow.ts';
import type { WayIn } from '../flows/way-in.ts';
import type { ReadablePlace } from '../stores/places.ts';

/** A site that can be visited, and how one comes to it. */
export interface Site {
  kind: SiteKind;
  /** What a person calls it: "the built-in site", a folder, an address. */
  name: string;
  /** Absent where nobody knows it. */
  mode?: string;
  /** `memory`, `file` or `redis`; absent where nobody knows it. */
  store?: string;
  /** Whether its processes must share their sessions; absent where nobody knows it. */
  isShared?: boolean;
  /** Whether somebody said that it has several processes. */
  hasSeveral?: boolean;
  /** How it is started, or where it runs already. */
  entry: StartedSite | { url: string };
  /** Where its sessions can be read from outside; absent where only the app itself can tell. */
  storePlace?: ReadablePlace;
  /** How a visitor signs in and out, as far as that is known; absent until somebody looked. */
  way?: Partial<WayIn>;
  /** How each part of the way was found. */
  wayHow?: Partial<Record<keyof WayIn, string>>;
  /** Whether the protected page leads strangers to the sign-in form at once. */
  leadsToForm?: boolean;
  /** Whether it is visited as through a proxy that speaks HTTPS: its cookies are for HTTPS alone. */
  behindProxy?: boolean;
  /** Whether who signs in was made for this run alone. */
  hasOwnAccount?: boolean;
  /** Whether it listens over TLS itself; absent until it runs. */
  isSecure?: boolean;
  /** The package that keeps its sessions, where that is not express-session. */
  sessionsBy?: string;
}

export interface StartedSite {
  /** A program and its arguments, or one line for the shell. */
  command: string | readonly [program: string, ...args: string[]];
  /** The working directory. */
  directory: string;
  /** What is set on top of our own environment. */
  env: Readonly<Record<string, string>>;
  /** True where the app takes port 0 to mean "any": then nobody can snatch the port away. */
  takesAnyPort: boolean;
}

/** What probes tell of an app. */
export interface AppFacts {
  /** How many session stores it has made. */
  stores: number;
  /** How many of its processes have a store in their own memory. */
  memories: number;
  /** Whether it has a session middleware that can do nothing, as another one comes before it. */
  hasIdleSession: boolean;
  /** Whether the environment says to the app that this is production; absent where it does not say so. */
  isProduction?: boolean;
}

/** Whether create made the site, so that its pages, its cookie and what its sessions hold are known. */
export function isOurs({ kind }: Pick<Site, 'kind'>): boolean {
  return kind === 'built-in' || kind === 'generated';
}

/** Whether conditions of a flow hold for a site. */
export function meets(site: Site, conditions: readonly Condition[] = []): boolean {
  return conditions.every((condition) => {
    const holds = CONDITIONS[condition];
    return holds ? holds(site) : [site.kind, site.mode, site.store].includes(condition);
  });
}

/** All others are the site's kind, its mode or its store. */
const CONDITIONS: Partial<Record<Condition, (site: Site) => boolean>> = {
  ours: isOurs,
  foreign: (site) => !isOurs(site),
  shared: ({ isShared }) => isShared === true,
  https: ({ behindProxy, isSecure }) => behindProxy === true || isSecure === true,
  'protected-page': ({ way }) => way?.protected !== undefined,
  'form-led-to': (site) => hasForm(site) && site.leadsToForm === true,
  'form-apart': (site) => hasForm(site) && !site.leadsToForm,
};

function hasForm({ way }: Site): boolean {
  return way?.login !== undefined && 'page' in way.login;
}
