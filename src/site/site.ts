import type { SiteKind } from '../events/run.ts';
import type { Condition } from '../flows/flow.ts';
import type { WayIn } from '../flows/way-in.ts';
import type { ReadablePlace } from '../stores/places.ts';

/** A site that can be visited, and how it is reached. */
export interface Site {
  kind: SiteKind;
  /** What a person calls it: "the built-in site", a folder, an address. */
  name: string;
  /** Absent if it is not known. */
  mode?: string;
  /** `memory`, `file` or `redis`; absent if it is not known. */
  store?: string;
  /** Whether its processes must share their sessions; absent if it is not known. */
  isShared?: boolean;
  /** Whether an option says that it has several processes. */
  hasSeveral?: boolean;
  /** How it is started, or where it runs already. */
  entry: StartedSite | { url: string };
  /** Where its sessions can be read from outside; absent if only the app itself can read them. */
  storePlace?: ReadablePlace;
  /** How a visitor signs in and out, as far as that is known; absent until it was searched for. */
  way?: Partial<WayIn>;
  /** How each part of the way was found. */
  wayHow?: Partial<Record<keyof WayIn, string>>;
  /** Where people sign in at another site, in words, if no sign-in was found on this one. */
  signInElsewhere?: string;
  /** The page on which strangers make an account, if one was seen. */
  signUp?: string;
  /** Whether the protected page redirects visitors who are not signed in to the sign-in form. */
  leadsToForm?: boolean;
  /** Whether it is visited as through an HTTPS proxy, because its cookies are only for HTTPS. */
  behindProxy?: boolean;
  /** Whether the account was made for this run. */
  hasOwnAccount?: boolean;
  /** Whether the site itself uses TLS; absent until it runs. */
  isSecure?: boolean;
  /** The package that keeps its sessions, if it is not express-session. */
  sessionsBy?: string;
}

export interface StartedSite {
  /** A program and its arguments, or one line for the shell. */
  command: string | readonly [program: string, ...args: string[]];
  /** What makes its code runnable first: a program and its arguments; absent if nothing has to. */
  compiler?: readonly [program: string, ...args: string[]];
  /** The working directory. */
  directory: string;
  /** Variables on top of our own environment. */
  env: Readonly<Record<string, string>>;
  /** True if the app takes port 0 to mean "any": then no other program can take the port first. */
  takesAnyPort: boolean;
}

/** What probes report about an app. */
export interface AppFacts {
  /** How many session stores it has made. */
  stores: number;
  /** How many of its processes have a store in their own memory. */
  memories: number;
  /** Whether it has a session middleware that has no effect, because another one comes first. */
  hasIdleSession: boolean;
  /** Whether the app's environment says that this is production; absent if it does not say. */
  isProduction?: boolean;
}

/** Whether `create` made the site, so that its pages, its cookie and its sessions are known. */
export function isOurs({ kind }: Pick<Site, 'kind'>): boolean {
  return kind === 'built-in' || kind === 'generated';
}

/** Whether a flow's conditions hold for a site. */
export function meets(site: Site, conditions: readonly Condition[] = []): boolean {
  return conditions.every((condition) => {
    const holds = CONDITIONS[condition];
    return holds ? holds(site) : [site.kind, site.mode, site.store].includes(condition);
  });
}

/** All other conditions are compared with the site's kind, mode and store. */
const CONDITIONS: Partial<Record<Condition, (site: Site) => boolean>> = {
  ours: isOurs,
  foreign: (site) => !isOurs(site),
  shared: ({ isShared }) => isShared === true,
  https: ({ behindProxy, isSecure }) => behindProxy === true || isSecure === true,
  'protected-page': ({ way }) => way?.protected !== undefined,
  'new-password-form': ({ way: { newPassword } = {} }) =>
    newPassword !== undefined && 'page' in newPassword,
  'form-led-to': (site) => hasForm(site) && site.leadsToForm === true,
  'form-apart': (site) => hasForm(site) && !site.leadsToForm,
};

function hasForm({ way }: Site): boolean {
  return way?.login !== undefined && 'page' in way.login;
}
