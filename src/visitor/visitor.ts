import type { Header } from '../events/run.ts';
import type { Visit } from '../flows/flow.ts';
import { type Secrets, sessionIdIn } from '../masking/secrets.ts';
import { own, type Told, told } from '../masking/told.ts';
import type { Exchange, SignedCookie } from './exchange.ts';
import { headerValues, type Request, type Response, type Sender } from './http.ts';
import { Jar } from './jar.ts';
import { AddressError, onSite } from './on-site.ts';
import { filledIn, type Page, signInForm, signOutOf } from './page.ts';

const FORM = 'application/x-www-form-urlencoded';

/** As long as express-session's own. */
export const INVENTED_ID = 'made-up-by-a-visitor-0123456789ab';

/** What a step asks of a visitor's browser. */
type Asked = Pick<Request, 'method' | 'url'> & Pick<Exchange, 'fields' | 'signsIn'>;

/** One visitor: a cookie jar, and the page that they see. */
export class Visitor {
  readonly #name: string;
  readonly #client: Sender;
  readonly #secrets: Secrets;
  readonly #jarsAfter = new Map<string, Jar>();
  #jar = new Jar();
  #page: { page: Page; url: URL } | undefined;
  #location: URL | undefined;

  constructor(name: string, client: Sender, secrets: Secrets) {
    this.#name = name;
    this.#client = client;
    this.#secrets = secrets;
  }

  /** Does what a step asks for; resolves at the response's headers, or when none can come any more. */
  async visit(
    visit: Visit,
    siteUrl: string,
    rest: Promise<unknown> | undefined,
    signal: AbortSignal,
  ): Promise<Exchange> {
    const jar = visit.cookiesAfter ? this.#jarAfter(visit.cookiesAfter) : this.#jar;
    if (visit.inventsId) jar.forge(invented);
    const { asked, error: noAddress } = this.#askedOrError(visit, siteUrl);
    const exchange = this.#prepare(visit, asked, jar, rest);
    const { request } = exchange;
    try {
      if (noAddress) throw noAddress;
      exchange.response = await this.#client.send(request, signal);
      exchange.answeredAt = Date.now();
      this.#takeIn(exchange, exchange.response, jar);
    } catch (error) {
      exchange.error = toldOf(error);
    }
    exchange.signed.after = signedIn(jar, request.url);
    exchange.session.after = exchange.signed.after[0]?.id;
    this.#jarsAfter.set(visit.title, jar.copy());
    return exchange;
  }

  /** Looks at the page that came, once it is complete. */
  see({ request, visit, page }: Exchange): void {
    if (page && !visit.cookiesAfter) this.#page = { page, url: request.url };
  }

  #jarAfter(title: string): Jar {
    return this.#jarsAfter.get(title)?.copy() ?? new Jar();
  }

  /** What an app writes may lead nowhere: then the step fails, at the home page's address, and nothing is sent. */
  #askedOrError(visit: Visit, siteUrl: string): { asked: Asked; error?: Error } {
    try {
      return { asked: this.#asked(visit, siteUrl) };
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      return { asked: { method: 'GET', url: new URL(siteUrl), signsIn: false }, error };
    }
  }

  #asked({ do: action }: Visit, siteUrl: string): Asked {
    const at = (path: string, base = siteUrl) => onSite(siteUrl, path, base);
    if ('get' in action) return { method: 'GET', url: at(action.get), signsIn: false };
    if ('post' in action) {
      const fields = { ...action.form };
      return { method: 'POST', url: at(action.post), fields, signsIn: false };
    }
    if ('follow' in action) {
      return { method: 'GET', url: at(this.#location?.href ?? '/'), signsIn: false };
    }
    if ('signOut' in action) {
      const way = this.#page && signOutOf(this.#page.page);
      if (!way) return { method: 'GET', url: at('/logout'), signsIn: false };
      return {
        method: way.method,
        url: at(way.path, this.#page?.url.href),
        fields: way.method === 'POST' ? way.fields : undefined,
        signsIn: false,
      };
    }
    return this.#signIn(action.signIn, at);
  }

  #signIn(
    { user, password = '' }: { user: string; password?: string },
    at: (path: string, base?: string) => URL,
  ): Asked {
    const form = this.#page && signInForm(this.#page.page);
    const fields = form ? filledIn(form, user, password) : { username: user, password };
    const url = at(form?.action || '/login', this.#page?.url.href);
    return { method: 'POST', url, fields, signsIn: true };
  }

  #prepare(visit: Visit, asked: Asked, jar: Jar, rest?: Promise<unknown>): Exchange {
    const { method, url, fields, signsIn } = asked;
    const body = fields && new URLSearchParams(fields).toString();
    const candidates = jar.cookiesFor(url);
    const signed = signedIn(jar, url);
    const sent = candidates.filter(({ why }) => why === undefined);
    const cookie = sent.map(({ cookie: { name, value } }) => `${name}=${value}`).join('; ');
    const headers: Header[] = [
      ['Host', url.host],
      ['Accept', 'text/html,application/xhtml+xml'],
      ...(cookie ? ([['Cookie', cookie]] satisfies Header[]) : []),
      ...(body !== undefined
        ? ([
            ['Content-Type', FORM],
            ['Content-Length', String(body.length)],
            ['Origin', url.origin],
            ['Sec-Fetch-Site', 'same-origin'],
          ] satisfies Header[])
        : []),
    ];
    return {
      visit,
      visitor: this.#name,
      instance: visit.instance ?? 1,
      request: { method, url, headers, body, rest },
      fields,
      signsIn,
      sent: candidates,
      kept: [],
      signed: { before: signed, after: signed },
      session: { before: signed[0]?.id },
      sentAt: Date.now(),
      answeredAt: 0,
      took: 0,
    };
  }

  #takeIn(exchange: Exchange, { headers }: Response, jar: Jar): void {
    const { url } = exchange.request;
    exchange.kept = headerValues(headers, 'set-cookie').flatMap(
      (line) => jar.keep(line, url) ?? [],
    );
    for (const { cookie } of exchange.kept) this.#secrets.learnCookie(cookie.value);
    const [location] = headerValues(headers, 'location');
    if (location !== undefined && URL.canParse(location, url)) {
      this.#location = new URL(location, url);
    }
  }
}

/** A signed cookie with an id that nobody gave, and a signature that cannot be right. */
function invented(value: string): string | undefined {
  if (sessionIdIn(value) === undefined) return undefined;
  return encodeURIComponent(`s:${INVENTED_ID}.${'A'.repeat(43)}`);
}

/** The cookies that may stand for a session; those that are withheld come last. */
function signedIn(jar: Jar, url: URL): SignedCookie[] {
  const cookies = jar.cookiesFor(url);
  return [
    ...cookies.filter(({ why }) => why === undefined),
    ...cookies.filter(({ why }) => why !== undefined),
  ].flatMap(({ cookie: { name, value } }) => {
    const id = sessionIdIn(value);
    return id === undefined ? [] : { name, id, value };
  });
}

/** Why there is no answer. What the app wrote may be in it. */
function toldOf(error: unknown): Told {
  if (error instanceof AddressError) return told`"${error.address}" ${own(error.why)}`;
  return own(error instanceof Error ? error.message : String(error));
}
