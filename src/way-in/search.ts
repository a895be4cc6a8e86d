import { randomBytes } from 'node:crypto';
import { withoutQuery } from '../address.ts';
import type { WayIn } from '../flows/way-in.ts';
import type { ProbeApp } from '../probe/messages.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import {
  closedPage,
  type Found,
  isHome,
  isPlain,
  loginPage,
  loginRequest,
  logoutRequest,
  scriptedForm,
  signInElsewhere,
} from './evidence.ts';
import { type FoundPage, linksOf, Stranger } from './look.ts';
import { signUpPage } from './sign-up.ts';
import { isOdd, looksLikeOtherForm, looksLikeSignIn, MOUNTS } from './words.ts';

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

/** Where the form may be if nothing leads to it. */
const GUESSES = [
  '/login',
  '/signin',
  '/sign-in',
  '/auth/login',
  '/users/login',
  '/user/login',
  '/account/login',
];
/** How long the app's processes may take to report their routes. */
const ROUTES_MS = 2_000;

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

class Search {
  readonly #running: RunningSite;
  readonly #named: Partial<WayIn>;
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
    for (const path of this.#namedPaths()) await this.#look(path, 'as named');
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
    const named = this.#named;
    const form = this.#login;
    const scripted = form && scriptedForm(this.#seen, form.what);
    const request = form && !scripted ? undefined : loginRequest(apps, this.#seen, scripted);
    const page = request ? undefined : form;
    const closed = this.#closed;
    const logout = logoutRequest(apps);
    const login: Found<WayIn['login']> | undefined = page
      ? { what: { page: page.what }, how: page.how }
      : request && { what: { request: request.what }, how: request.how };
    return {
      way: {
        ...(login && { login: login.what }),
        ...(closed && { protected: closed.what.path }),
        ...(logout && { logout: logout.what }),
        ...named,
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
    const { login, protected: named } = this.#named;
    const form = login && 'page' in login ? login.page : this.#login?.what;
    const seen = named ? this.#seen.filter(({ path }) => path === named) : this.#seen;
    const closed = closedPage(seen, form);
    return (
      closed ?? (named ? { what: { path: named, leadsToForm: false }, how: 'as named' } : undefined)
    );
  }

  #namedPaths(): string[] {
    const { login, protected: path } = this.#named;
    return [path, login && 'page' in login ? login.page : undefined].flatMap((one) => one ?? []);
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

  async #look(path: string, how: string): Promise<void> {
    this.#known.add(withoutQuery(path));
    const seen = await this.#stranger.look(path, how);
    if (!seen || this.#isShell(seen)) return;
    this.#seen.push(seen);
    if (seen.to !== undefined) this.#add(seen.to, `where ${withoutQuery(path)} leads to`);
    const from = `linked from ${withoutQuery(path)}`;
    for (const link of linksOf(seen)) this.#add(link, from);
  }

  /** A page that is shown for every path, as in a single-page app, is evidence for nothing else. */
  #isShell({ path, status, page }: FoundPage): boolean {
    return (
      this.#shell !== undefined &&
      status === this.#shell.status &&
      path !== '/' &&
      page.text === this.#shell.page.text &&
      page.forms.length === this.#shell.page.forms.length
    );
  }
}
