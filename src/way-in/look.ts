import { Aliases } from '../masking/aliases.ts';
import { Secrets } from '../masking/secrets.ts';
import { AsProxy, outsideProxy } from '../site/as-proxy.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import { Client, headerValues, type Sender } from '../visitor/http/http.ts';
import { guardOf } from '../visitor/on-site.ts';
import { type Page, readPage } from '../visitor/page.ts';
import { Visitor } from '../visitor/visitor.ts';
import { mayBeAsked } from './words.ts';

/** What a stranger saw. */
export interface FoundPage {
  /** With its query. */
  path: string;
  /** How one came to it: "linked from /". */
  how: string;
  status: number;
  page: Page;
  /** Where it redirects to on this site: a path, with its query. */
  to?: string;
  /** Whether it redirects to this very site over HTTPS. */
  wantsHttps: boolean;
}

/** So many pages are looked at in a run. */
const MOST_PAGES = 40;
/** A page that comes later is not waited for. */
const PAGE_MS = 5_000;
/** Whoever does not answer twice has nothing to show. */
const MOST_SILENCES = 2;

/** A stranger who looks around in a site: by GET alone, and never where that could change something. */
export class Stranger {
  readonly #client: Sender;
  readonly #siteUrl: string;
  readonly #signal: AbortSignal;
  readonly #visitor: Visitor;
  #pages = 0;
  #silences = 0;

  constructor(running: RunningSite, behindProxy: boolean, timeout: number, signal: AbortSignal) {
    const client = new Client(
      Math.min(timeout, PAGE_MS),
      guardOf(() => running.urls),
    );
    this.#client = behindProxy ? new AsProxy(client) : client;
    this.#siteUrl = behindProxy ? outsideProxy(running.urlOf(1)) : running.urlOf(1);
    this.#signal = signal;
    this.#visitor = new Visitor('stranger', this.#client, new Secrets(new Aliases(), false));
  }

  get isTired(): boolean {
    return this.#pages >= MOST_PAGES || this.#silences >= MOST_SILENCES;
  }

  /** @returns undefined where it may not be asked, or did not answer */
  async look(path: string, how: string): Promise<FoundPage | undefined> {
    if (this.isTired || !mayBeAsked(path)) return undefined;
    this.#pages += 1;
    const visit = { title: path, do: { get: path } };
    const { request, response } = await this.#visitor.visit(
      visit,
      this.#siteUrl,
      undefined,
      this.#signal,
    );
    const body = await response?.body;
    this.#signal.throwIfAborted();
    if (!response || !body || body.broken !== undefined) {
      this.#silences += 1;
      return undefined;
    }
    const [location] = headerValues(response.headers, 'location');
    return {
      path,
      how,
      status: response.status,
      page: readPage(body.text),
      ...destination(
        response.status >= 300 && response.status < 400 ? location : undefined,
        request.url,
      ),
    };
  }

  close(): void {
    this.#client.close();
  }
}

function destination(location: string | undefined, at: URL): Pick<FoundPage, 'to' | 'wantsHttps'> {
  if (location === undefined || !URL.canParse(location, at)) return { wantsHttps: false };
  const { origin, hostname, protocol, pathname, search } = new URL(location, at);
  const wantsHttps = at.protocol === 'http:' && protocol === 'https:' && hostname === at.hostname;
  return origin === at.origin ? { to: pathname + search, wantsHttps } : { wantsHttps };
}

/** Where the links of a page lead to on its site: paths, with their queries. */
export function linksOf({ page, path }: FoundPage): string[] {
  const site = new URL(path, 'http://site.invalid');
  const base = URL.canParse(page.base ?? '', site) ? new URL(page.base ?? '', site) : site;
  return page.links.flatMap(({ href, text, script }) => {
    // What a script sends by another method changes something.
    if (script || !mayBeAsked(text) || !URL.canParse(href, base)) return [];
    const { origin, pathname, search } = new URL(href, base);
    return origin === site.origin ? [pathname + search] : [];
  });
}
