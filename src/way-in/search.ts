import { randomBytes } from 'node:crypto';
import { withoutQuery } from '../address.ts';
import type { WayIn } from '../flows/way-in.ts';
import type { ProbeApp } from '../probe/messages.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import {
  closedPage,
  type Found,
  hasSignInForm,
  isHome,
  isPlain,
  isSamePage,
  loginPage,
  loginRequest,
  logoutRequest,
  scriptedForm,
  signInElsewhere,
  wayOf,
} from './evidence.ts';
import { type FoundPage, isShell, linksOf, Stranger } from './look.ts';
import { signUpPage } from './sign-up.ts';
import { GUESSES, isOdd, looksLikeOtherForm, looksLikeSignIn, MOUNTS } from './words.ts';

/** The result of a search. */
export interface SearchResult {
  way: Partial<WayIn>;
  /** How each part was found. */
  how: { login?: string; protected?: string; logout?: string };
  /** Whether the protected page redirects strangers to the sign-in form. */
  leadsToForm: boolean;
  /** What the app's processes report; empty without a probe. */
  apps: ProbeApp[];
  /** Where people sign in at another site, in words, if no sign-in was found on this one. */
  elsewhere?: string;
  /** The page on which strangers make an account, if one was seen. */
  signUp?: string;
  /** Whether it redirects everybody to HTTPS. */
  wantsHttps: boolean;
}

export interface SearchOptions {
  /** The parts that options name: they are not searched for. */
  named: Partial<WayIn>;
  behindProxy: boolean;
  timeout: number;
  signal: AbortSignal;
}

/** How long the processes may take to report their routes. */
const ROUTES_MS = 2_000;
/** How many redirects of a named page are followed. */
const MOST_HOPS = 4;

/** Looks around in a site as a stranger. @throws the signal's reason */
export async function searchWay(
  running: RunningSite,
  options: SearchOptions,
): Promise<SearchResult> {
  const search = new Search(running, options);
  try {
    return await search.result();
  } finally {
    search.close();
  }
}

/** The page that is named for the sign-in. */
function pageOf({ login }: Partial<WayIn>): string | undefined {
  return login && 'page' in login ? withoutQuery(login.page) : undefined;
}

class Search {
  readonly #running: RunningSite;
  #named: Partial<WayIn>;
  readonly #stranger: Stranger;
  readonly #seen: FoundPage[] = [];
  /** Paths that are still to be opened, with how they were found. */
  readonly #open = new Map<string, string>();
  readonly #known = new Set<string>();
  /** What the app shows for a path that does not exist. */
  #shell: FoundPage | undefined;

  constructor(running: RunningSite, { named, behindProxy, timeout, signal }: SearchOptions) {
    this.#running = running;
    this.#named = named;
    this.#stranger = new Stranger(running, behindProxy, timeout, signal);
  }

  async result(): Promise<SearchResult> {
    await this.#look('/', 'the home page');
    const apps = await this.#running.askForApp(this.#mounts(), ROUTES_MS);
    await this.#lookAtNamed();
    if (!this.#isComplete) {
      await this.#findShell();
      for (const { method, path } of apps.flatMap(({ routes }) => routes)) {
        if (method === 'GET' && isPlain(path)) this.#add(path, 'a route of the app');
      }
      await this.#lookAround();
      if (!this.#login && !loginRequest(apps, this.#seen)) {
        for (const path of GUESSES) if (!this.#login) await this.#look(path, 'by a guess');
        await this.#lookAround();
      }
    }
    return this.#resultBy(apps);
  }

  close(): void {
    this.#stranger.close();
  }

  #resultBy(apps: ProbeApp[]): SearchResult {
    const form = this.#login;
    const at = pageOf(this.#named) ?? form?.what;
    const scripted = at === undefined ? undefined : scriptedForm(this.#seen, at);
    const request = at && !scripted ? undefined : loginRequest(apps, this.#seen, scripted);
    const page = request ? undefined : form;
    const login: Found<WayIn['login']> | undefined = page
      ? { what: { page: page.what }, how: page.how }
      : request && { what: { request: request.what }, how: request.how };
    // Nobody signs in by a named page whose form only works with a script.
    const named = scripted && request ? { ...this.#named, login: undefined } : this.#named;
    const closed = this.#closed;
    const logout = logoutRequest(apps);
    return {
      way: {
        ...(closed && wayOf(closed.what)),
        ...(logout && { logout: logout.what }),
        ...named,
        ...(login && !named.login && { login: login.what }),
      },
      how: {
        login: named.login ? 'as named' : login?.how,
        protected: named.protected ? 'as named' : closed?.how,
        logout: named.logout ? 'as named' : logout?.how,
      },
      leadsToForm: closed?.what.leadsToForm ?? false,
      apps,
      elsewhere: login || named.login ? undefined : signInElsewhere(apps, this.#seen),
      signUp: signUpPage(apps, this.#seen),
      wantsHttps: this.#seen.some(({ wantsHttps }) => wantsHttps),
    };
  }

  get #isComplete(): boolean {
    const { login, protected: named } = this.#named;
    const closed = this.#closed?.what.path;
    const isSettled = closed !== undefined && (named !== undefined || !isHome(closed));
    return Boolean((login || this.#login) && isSettled);
  }

  get #login(): Found<string> | undefined {
    return loginPage(this.#seen);
  }

  get #closed(): ReturnType<typeof closedPage> {
    const { protected: named } = this.#named;
    const form = pageOf(this.#named) ?? this.#login?.what;
    const seen = named ? this.#seen.filter(({ path }) => path === named) : this.#seen;
    const closed = closedPage(seen, form);
    return (
      closed ?? (named ? { what: { path: named, leadsToForm: false }, how: 'as named' } : undefined)
    );
  }

  /** Opens the named pages; some apps redirect each address to one with a language or a slash. */
  async #lookAtNamed(): Promise<void> {
    const { login, protected: path } = this.#named;
    const closed = path && (await this.#ledFrom(path, ({ to = '' }) => isSamePage(path, to)));
    if (closed) this.#named = { ...this.#named, protected: closed };
    if (!login || !('page' in login)) return;
    const page = await this.#ledFrom(login.page, ({ to }) => to !== undefined);
    if (this.#seen.some((one) => one.path === page && hasSignInForm(one))) {
      this.#named = { ...this.#named, login: { page: withoutQuery(page) } };
    }
  }

  /** Where a named page leads, as long as that leads to it. */
  async #ledFrom(path: string, leadsOn: (seen: FoundPage) => boolean): Promise<string> {
    let at = path;
    for (let hops = 0; hops < MOST_HOPS; hops += 1) {
      const seen = await this.#look(at, 'as named');
      if (seen?.to === undefined || !leadsOn(seen)) return at;
      at = seen.to;
    }
    return path;
  }

  /** Paths at which routers may be mounted: also the first parts of links. */
  #mounts(): string[] {
    const folders = this.#seen
      .flatMap(linksOf)
      .flatMap((path) => withoutQuery(path).match(/^\/[^/]+/) ?? []);
    return [...new Set([...folders, ...MOUNTS])];
  }

  async #findShell(): Promise<void> {
    const path = `/no-such-page-${randomBytes(4).toString('hex')}`;
    const seen = await this.#stranger.look(path, 'an invented path');
    if (seen?.status === 200) this.#shell = seen;
  }

  async #lookAround(): Promise<void> {
    for (let path = this.#next(); path && !this.#isComplete; path = this.#next()) {
      const how = this.#open.get(path) ?? '';
      this.#open.delete(path);
      await this.#look(path, how);
    }
  }

  #next(): string | undefined {
    if (this.#stranger.isTired) return undefined;
    const [best] = [...this.#open.keys()].sort((one, other) => this.#rank(one) - this.#rank(other));
    return best;
  }

  #rank(path: string): number {
    if (looksLikeOtherForm(path)) return 5;
    const isLed = this.#open.get(path)?.startsWith('where') ?? false;
    if (!this.#login && (isLed || looksLikeSignIn(path))) return 0;
    if (/dashboard|profile|account|settings|private|secret|member|home|\bme\b/i.test(path))
      return 1;
    return isOdd(path) ? 3 : 2;
  }

  #add(path: string, how: string): void {
    const key = withoutQuery(path);
    // Pages that differ only in their query show nothing new.
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#open.set(path, how);
  }

  async #look(path: string, how: string): Promise<FoundPage | undefined> {
    this.#known.add(withoutQuery(path));
    const seen = await this.#stranger.look(path, how);
    if (!seen || isShell(seen, this.#shell)) return undefined;
    this.#seen.push(seen);
    if (seen.to !== undefined) this.#add(seen.to, `where ${withoutQuery(path)} leads to`);
    const from = `linked from ${withoutQuery(path)}`;
    for (const link of linksOf(seen)) this.#add(link, from);
    return seen;
  }
}
