import { withoutQuery } from '../address.ts';
import { errorCode } from '../failure.ts';
import type { Visit } from '../flows/flow.ts';
import { OUR_WAY_IN, type WayIn } from '../flows/way-in.ts';
import type { Secrets } from '../masking/secrets.ts';
import { own, type Told, told } from '../masking/told.ts';
import { askedOf, canChangePassword, type SeenPage, type VisitorState } from './asked.ts';
import { Jar } from './cookies/jar.ts';
import { invented, signedIn } from './cookies/signed.ts';
import type { Exchange } from './exchange.ts';
import { signInForm } from './forms/sign-in-form.ts';
import { type Asked, headersOf, referrerPolicyOf } from './headers.ts';
import { headerValues, type Response, type Sender } from './http/http.ts';
import { TLS_FAILED, tlsFailure } from './http/tls.ts';
import { asksOnceMore } from './log-out.ts';
import { AddressError } from './on-site.ts';
import { type Redirect, redirectBy } from './redirect.ts';
import { trickedInto } from './tricked.ts';

/** Enough for a redirect or two, and the page with the form. */
const MOST_TRIES = 5;

/** One visitor: a cookie jar, and the page that they see. */
export class Visitor {
  readonly #name: string;
  readonly #client: Sender;
  readonly #secrets: Secrets;
  readonly #way: WayIn;
  readonly #jarsAfter = new Map<string, Jar>();
  #jar = new Jar();
  #page: SeenPage | undefined;
  /** The last page with a sign-in form. */
  #formPage: SeenPage | undefined;
  /** Whether the page asks the visitor to confirm the log-out. */
  #isAskedOnceMore = false;
  /** Where the last response redirects to. */
  #redirect: Redirect | undefined;

  /** The status of the last response. */
  #status = 0;

  /** How many requests were made to find a form that is to be filled in. */
  #tries = 0;
  #hasSoughtForm = false;

  /** @param way how this visitor signs in to the site, and out of it */
  constructor(name: string, client: Sender, secrets: Secrets, way: WayIn = OUR_WAY_IN) {
    this.#name = name;
    this.#client = client;
    this.#secrets = secrets;
    this.#way = way;
  }

  /**
   * A visit that must come before one that fills in the sign-in form, if the visitor does not see the form: a redirect
   * to follow, or the page with the form. Undefined if the form is there, or cannot be found.
   */
  before({ do: action, visitor, instance, from, cookiesAfter }: Visit): Visit | undefined {
    const { login } = this.#way;
    if (!('signIn' in action) || 'request' in login || cookiesAfter) return undefined;
    if (this.#tries === MOST_TRIES) return undefined;
    this.#tries += 1;
    const way = { title: 'the sign-in form again', visitor, instance, ...(from && { from }) };
    if (this.isRedirected) return { ...way, do: { follow: true } };
    if (this.#page && signInForm(this.#page.page)) return undefined;
    const isThere = this.#page?.url.pathname === withoutQuery(login.page);
    // A page that does not exist, or has no form, will have none the next time.
    if (isThere || this.#hasSoughtForm) return undefined;
    this.#hasSoughtForm = true;
    return { ...way, do: { get: login.page } };
  }

  /** Whether a page of another site can make a browser send what this visitor would send. */
  lures(visit: Visit, siteUrl: string): boolean {
    try {
      return this.#lure(visit, siteUrl) !== undefined;
    } catch (error) {
      // An invalid address is reported when it is sent.
      if (error instanceof AddressError) return true;
      throw error;
    }
  }

  /** @throws AddressError if the app leads to an invalid address */
  #lure({ do: action, trickWith }: Visit, siteUrl: string): Asked | undefined {
    return trickedInto(askedOf(action, this.#state(siteUrl)), trickWith);
  }

  /**
   * Does what a step asks for; resolves at the response's headers, or when none can come any more.
   *
   * @param lurer the author of a page of another site, which makes this visitor's browser send it
   */
  async visit(
    visit: Visit,
    siteUrl: string,
    rest: Promise<unknown> | undefined,
    signal: AbortSignal,
    lurer?: Visitor,
  ): Promise<Exchange> {
    const jar = visit.cookiesAfter ? this.#jarAfter(visit.cookiesAfter) : this.#jar;
    if (visit.inventsId) jar.forge(invented);
    const { asked, error: noAddress } = this.#askedOrError(visit, siteUrl, lurer);
    if ('signIn' in visit.do) (lurer ?? this).#foundForm();
    const exchange = this.#prepare(visit, asked, jar, rest);
    const { request } = exchange;
    try {
      if (noAddress) throw noAddress;
      exchange.response = await this.#client.send(request, signal);
      exchange.answeredAt = Date.now();
      this.#takeIn(exchange, exchange.response, jar);
    } catch (error) {
      exchange.error = toldOf(error, visit);
    }
    exchange.signed.after = signedIn(jar, request.url);
    exchange.session.after = exchange.signed.after[0]?.id;
    this.#jarsAfter.set(visit.title, jar.copy());
    return exchange;
  }

  /** Whether the last response redirects. */
  get isRedirected(): boolean {
    return this.#redirect !== undefined;
  }

  /** Whether it redirects to another page than that of the sign-in form. */
  get isLedOn(): boolean {
    const { login } = this.#way;
    const form = 'page' in login ? withoutQuery(login.page) : undefined;
    return this.#redirect !== undefined && this.#redirect.location.pathname !== form;
  }

  /** Whether the last response sent the visitor to the sign-in form, or refused them. */
  get isKeptOut(): boolean {
    if (this.#redirect) return !this.isLedOn;
    const hasForm = this.#page !== undefined && signInForm(this.#page.page) !== undefined;
    return hasForm || this.#status === 401 || this.#status === 403;
  }

  get canChangePassword(): boolean {
    return canChangePassword({ way: this.#way, page: this.#page });
  }

  /** Shows the visitor the page, once it is complete. What scripts load is not shown. */
  see(exchange: Exchange): void {
    const { asked, request, response, visit, page } = exchange;
    if (!page || !response || visit.cookiesAfter || asked.mode === 'fetch') return;
    // The other site's page opens it in a window of its own.
    if (visit.trickedBy !== undefined) return;
    const headers = headerValues(response.headers, 'referrer-policy');
    const policy = referrerPolicyOf(headers, page.meta.get('referrer'));
    this.#page = { page, url: request.url, policy };
    this.#isAskedOnceMore = asksOnceMore(exchange);
    if (signInForm(page)) this.#formPage = this.#page;
  }

  #foundForm(): void {
    this.#tries = 0;
    this.#hasSoughtForm = false;
  }

  #jarAfter(title: string): Jar {
    return this.#jarsAfter.get(title)?.copy() ?? new Jar();
  }

  /** An app may redirect to an invalid address: then nothing is sent, and the step fails at the home page's address. */
  #askedOrError(visit: Visit, siteUrl: string, lurer?: Visitor): { asked: Asked; error?: Error } {
    try {
      const lured = lurer ? lurer.#lure(visit, siteUrl) : undefined;
      return { asked: lured ?? askedOf(visit.do, this.#state(siteUrl)) };
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      const url = new URL(siteUrl);
      return { asked: { method: 'GET', url, mode: 'navigate', signsIn: false }, error };
    }
  }

  #state(siteUrl: string): VisitorState {
    return {
      siteUrl,
      way: this.#way,
      page: this.#page,
      formPage: this.#formPage,
      redirect: this.#redirect,
      isAskedOnceMore: this.#isAskedOnceMore,
    };
  }

  #prepare(visit: Visit, asked: Asked, jar: Jar, rest?: Promise<unknown>): Exchange {
    const { method, url, body } = asked;
    const candidates = jar.cookiesFor(url, asked.from?.isElsewhere && { method });
    const signed = signedIn(jar, url);
    const sent = candidates.filter(({ why }) => why === undefined);
    const cookie = sent.map(({ cookie: { name, value } }) => `${name}=${value}`).join('; ');
    return {
      visit,
      visitor: this.#name,
      instance: visit.instance ?? 1,
      asked,
      request: {
        method,
        url,
        headers: headersOf(asked, cookie),
        body: body?.text,
        rest,
        from: visit.from,
      },
      sent: candidates,
      kept: [],
      signed: { before: signed, after: signed },
      session: { before: signed[0]?.id },
      sentAt: Date.now(),
      answeredAt: 0,
      took: 0,
    };
  }

  #takeIn(exchange: Exchange, { status, headers }: Response, jar: Jar): void {
    const { asked } = exchange;
    const { url } = exchange.request;
    exchange.kept = headerValues(headers, 'set-cookie').flatMap(
      (line) => jar.keep(line, url) ?? [],
    );
    for (const { cookie } of exchange.kept) this.#secrets.learnCookie(cookie.value);
    if (exchange.visit.trickedBy !== undefined) return;
    this.#status = status;
    const followed = 'follow' in exchange.visit.do ? this.#redirect : undefined;
    this.#redirect = redirectBy({ status, headers }, asked, followed);
    exchange.goesRound = this.#redirect?.goesRound;
  }
}

/** Why there is no response. The text may contain what the app wrote. */
function toldOf(error: unknown, { from }: Visit): Told {
  const isMissing = ['EADDRNOTAVAIL', 'EINVAL'].includes(errorCode(error) ?? '');
  if (from !== undefined && isMissing) return own(`nobody can visit from ${from} here`);
  if (error instanceof AddressError) return told`"${error.address}" ${own(error.why)}`;
  const tls = tlsFailure(error);
  if (tls !== undefined) return own(`${TLS_FAILED}: ${tls}`);
  return own(error instanceof Error ? error.message : String(error));
}
