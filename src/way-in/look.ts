import { Aliases } from '../masking/aliases.ts';
import { Secrets } from '../masking/secrets.ts';
import { AsProxy, outsideProxy } from '../site/as-proxy.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import { Client, headerValues, type Sender } from '../visitor/http/http.ts';
import { guardOf } from '../visitor/on-site.ts';
import { type Page, readPage } from '../visitor/page.ts';
import { Visitor } from '../visitor/visitor.ts';
import { mayBeAsked } from './words.ts';

/** A page that a stranger saw. */
export interface FoundPage {
  /** With its query. */
  path: string;
  /** How it was found: "linked from /". */
  how: string;
  status: number;
  page: Page;
  /** Where it redirects to on this site: a path, with its query. */
  to?: string;
  /** Where it redirects to on another site. */
  elsewhere?: URL;
  /** Whether it redirects to the same site over HTTPS. */
  wantsHttps: boolean;
}

/** How many pages are opened in a run. */
const MOST_PAGES = 40;
/** How long to wait for a page. */
const PAGE_MS = 5_000;
/** How many pages may fail to answer before the search ends. */
const MOST_SILENCES = 2;

/** Looks around in a site without signing in: only by GET, and not where that might change something. */
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

  /** @returns undefined if it may not be opened, or did not answer */
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

function destination(
  location: string | undefined,
  at: URL,
): Pick<FoundPage, 'to' | 'elsewhere' | 'wantsHttps'> {
  if (location === undefined || !URL.canParse(location, at)) return { wantsHttps: false };
  const url = new URL(location, at);
  const { origin, hostname, protocol, pathname, search } = url;
  const wantsHttps = at.protocol === 'http:' && protocol === 'https:' && hostname === at.hostname;
  return origin === at.origin
    ? { to: pathname + search, wantsHttps }
    : { elsewhere: url, wantsHttps };
}

/** The links of a page to its own site: paths, with their queries. */
export function linksOf({ page, path }: FoundPage): string[] {
  const site = new URL(path, 'http://site.invalid');
  const base = URL.canParse(page.base ?? '', site) ? new URL(page.base ?? '', site) : site;
  return page.links.flatMap(({ href, text, script }) => {
    // A link that a script sends by another method changes something.
    if (script || !mayBeAsked(text) || !URL.canParse(href, base)) return [];
    const { origin, pathname, search } = new URL(href, base);
    return origin === site.origin ? [pathname + search] : [];
  });
}

/** Whether it is the page that is shown for every path, as in a single-page app: evidence for nothing else. */
export function isShell({ path, status, page }: FoundPage, shell: FoundPage | undefined): boolean {
  return (
    shell !== undefined &&
    status === shell.status &&
    path !== '/' &&
    page.text === shell.page.text &&
    page.forms.length === shell.page.forms.length
  );
}
