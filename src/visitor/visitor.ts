import type { CookieChange, Header, SentCookie } from '../events/run.ts';
import type { Visit } from '../flows/flow.ts';
import { type Secrets, sessionIdIn } from '../masking/secrets.ts';
import { own, type Told, told } from '../masking/told.ts';
import { duration } from '../quantities.ts';
import { headerValues, type Incoming, type Outgoing, type Sender } from './http.ts';
import { Jar } from './jar.ts';
import { AddressError, onSite } from './on-site.ts';
import { filledIn, type Page, signInForm, signOutOf } from './page.ts';
import { cookieTime } from './set-cookie.ts';

/** What a visitor is about to send. */
interface Errand {
  method: string;
  url: URL;
  fields?: Record<string, string>;
  signsIn: boolean;
}

/** A request that was sent, and what came of it at the headers. */
export interface Exchange {
  visit: Visit;
  visitor: string;
  instance: number;
  method: string;
  url: URL;
  headers: Header[];
  fields?: Record<string, string>;
  signsIn: boolean;
  sentCookies: SentCookie[];
  cookies: CookieChange[];
  /** Session ids by the visitor's cookie, before and after. */
  session: { before?: string; after?: string };
  incoming?: Incoming;
  /** Why no response came, or not the whole of it. */
  error?: Told;
  /** Milliseconds since 1970. */
  sentAt: number;
}

const FORM = 'application/x-www-form-urlencoded';

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
    const { errand, error: noAddress } = this.#errandOrError(visit, siteUrl);
    const body = errand.fields && new URLSearchParams(errand.fields).toString();
    const exchange = this.#prepare(visit, errand, body, jar);
    const outgoing: Outgoing = {
      method: errand.method,
      url: errand.url,
      headers: exchange.headers,
      body,
      rest,
    };
    try {
      if (noAddress) throw noAddress;
      exchange.incoming = await this.#client.send(outgoing, signal);
      this.#takeIn(exchange, exchange.incoming, jar);
    } catch (error) {
      exchange.error = toldOf(error);
    }
    exchange.session.after = sessionOf(jar, errand.url);
    this.#jarsAfter.set(visit.title, jar.copy());
    return exchange;
  }

  /** Looks at the page that came, once it is complete. */
  see({ url, visit }: Exchange, page: Page): void {
    if (!visit.cookiesAfter) this.#page = { page, url };
  }

  #jarAfter(title: string): Jar {
    return this.#jarsAfter.get(title)?.copy() ?? new Jar();
  }

  /** What an app writes may lead nowhere: then the step fails, at the home page's address, and nothing is sent. */
  #errandOrError(visit: Visit, siteUrl: string): { errand: Errand; error?: Error } {
    try {
      return { errand: this.#errand(visit, siteUrl) };
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      return { errand: { method: 'GET', url: new URL(siteUrl), signsIn: false }, error };
    }
  }

  #errand({ do: action }: Visit, siteUrl: string): Errand {
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
  ): Errand {
    const form = this.#page && signInForm(this.#page.page);
    const fields = form ? filledIn(form, user, password) : { username: user, password };
    const url = at(form?.action || '/login', this.#page?.url.href);
    return { method: 'POST', url, fields, signsIn: true };
  }

  #prepare(visit: Visit, errand: Errand, body: string | undefined, jar: Jar): Exchange {
    const candidates = jar.cookiesFor(errand.url);
    const sent = candidates.filter(({ why }) => why === undefined);
    const cookie = sent.map(({ cookie: { name, value } }) => `${name}=${value}`).join('; ');
    const headers: Header[] = [
      ['Host', errand.url.host],
      ['Accept', 'text/html,application/xhtml+xml'],
      ...(cookie ? ([['Cookie', cookie]] satisfies Header[]) : []),
      ...(body !== undefined
        ? ([
            ['Content-Type', FORM],
            ['Content-Length', String(body.length)],
            ['Origin', errand.url.origin],
            ['Sec-Fetch-Site', 'same-origin'],
          ] satisfies Header[])
        : []),
    ];
    return {
      visit,
      visitor: this.#name,
      instance: visit.instance ?? 1,
      ...errand,
      headers,
      sentCookies: candidates.map(({ cookie: { name, value }, why }) => ({
        name: this.#secrets.hide(name),
        ...this.#secrets.cookie(value),
        sent: why === undefined,
        why: why && this.#secrets.text(why),
      })),
      cookies: [],
      session: { before: sessionOf(jar, errand.url) },
      sentAt: Date.now(),
    };
  }

  #takeIn(exchange: Exchange, { headers }: Incoming, jar: Jar): void {
    const { url } = exchange;
    const secrets = this.#secrets;
    const all = headerValues(headers, 'set-cookie').flatMap((line) => jar.keep(line, url) ?? []);
    // Each is known before any of them is shown.
    const shown = all.map(({ cookie }) => secrets.cookie(cookie.value));
    exchange.cookies = all.map(({ cookie, action, why, forgotten }, index) => ({
      name: secrets.hide(cookie.name),
      action,
      ...(action === 'cleared' ? { value: '' } : (shown[index] ?? { value: '' })),
      attributes: cookie.attributes.map((attribute) => attributeText(attribute, secrets)),
      why: why && secrets.text(why),
      forgotten: forgotten && secrets.hide(forgotten.name),
    }));
    const [location] = headerValues(headers, 'location');
    if (location !== undefined && URL.canParse(location, url)) {
      this.#location = new URL(location, url);
    }
  }
}

/** The session id of the first cookie that stands for a session. */
function sessionOf(jar: Jar, url: URL): string | undefined {
  for (const { cookie } of jar.cookiesFor(url)) {
    const id = sessionIdIn(cookie.value);
    if (id) return id;
  }
  return undefined;
}

/** Why there is no answer. What the app wrote may be in it. */
function toldOf(error: unknown): Told {
  if (error instanceof AddressError) return told`"${error.address}" ${own(error.why)}`;
  return own(error instanceof Error ? error.message : String(error));
}

/** An attribute as it came, with the expiry as a time from now. */
function attributeText(attribute: string, secrets: Secrets): string {
  const [, date] = /^expires=(.*)$/i.exec(attribute) ?? [];
  const time = date === undefined ? undefined : cookieTime(date);
  if (time === undefined) return secrets.hide(attribute);
  const left = time - Date.now();
  return left <= 0 ? 'Expires in the past' : `Expires in ${roundedDuration(left)}`;
}

/** Of the two hours that a site gave it, a second may be gone. */
function roundedDuration(milliseconds: number): string {
  const step = milliseconds < 60_000 ? 1_000 : 60_000;
  return duration(Math.round(milliseconds / step) * step, { smallest: 's' });
}
