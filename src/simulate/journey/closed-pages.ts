import { withoutQuery } from '../../address.ts';
import { asksToSignIn, hasSignInForm, type Observed } from '../../checks/observed.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import type { ProtectedPage } from './protected-page.ts';

/** The pages that a stranger was kept out of, and where they redirected to. */
export class ClosedPages {
  /** By path; undefined if the page did not redirect. */
  readonly #ledTo = new Map<string, string | undefined>();
  /** Those that only redirected, but not to a sign-in: they may do so for everybody. */
  readonly #onlyLedOn = new Set<string>();
  readonly #page: ProtectedPage;

  /** @param page also counts as closed if its text shows that */
  constructor(page: ProtectedPage) {
    this.#page = page;
  }

  /**
   * Notes that a stranger did not get to see a page.
   *
   * @param isClosed whether an option or a flow says that strangers must be kept out of it
   */
  take(seen: Observed, isClosed: boolean): void {
    const { request, response } = seen;
    if (isClosed || asksToSignIn(seen)) this.#onlyLedOn.delete(request.path);
    if (this.#ledTo.has(request.path)) return;
    const { path } = response?.location ?? {};
    if (!isClosed && !asksToSignIn(seen)) this.#onlyLedOn.add(request.path);
    this.#ledTo.set(request.path, path === undefined ? undefined : withoutQuery(path));
  }

  has(path: string): boolean {
    return this.#ledTo.has(path) || this.#page.isToldApart(path);
  }

  /**
   * Whether a page redirects to where it redirected a stranger, and nothing shows that it only does so for strangers.
   */
  leadsAllOn({ request, response }: Observed): boolean {
    const to = response?.location?.path;
    return (
      to !== undefined &&
      this.#onlyLedOn.has(request.path) &&
      withoutQuery(to) === this.#ledTo.get(request.path)
    );
  }

  /**
   * Whether a page redirects signed-in visitors to another page of the site than strangers, and not to the form. A home
   * page often redirects everybody: then the page behind it must be tested.
   */
  leadsOn(seen: Observed): boolean {
    const { request, response } = seen;
    const location = response?.location;
    if (!location?.onThisSite || asksToSignIn(seen) || !this.has(request.path)) return false;
    const to = withoutQuery(location.path);
    return to !== this.#ledTo.get(request.path) && to !== request.path;
  }
}

/** The requested address, as the app remembers it when it sends somebody to the sign-in. */
export function promiseIn({ response }: Observed, asked: URL): string | undefined {
  const path = response?.location?.path;
  if (path === undefined) return undefined;
  const wanted = asked.pathname + asked.search;
  return isNamedBy(new URL(path, asked), wanted) ? wanted : undefined;
}

/** Whether a visitor opened the sign-in form by its own address: then it knows of no other page. */
export function opensFormAlone(
  { visit, request }: Exchange,
  { response }: Observed,
  promised: string | undefined,
): boolean {
  const isForm = response !== undefined && hasSignInForm(response.page);
  return 'get' in visit.do && isForm && !isNamedBy(request.url, promised);
}

function isNamedBy({ searchParams }: URL, wanted: string | undefined): boolean {
  return wanted !== undefined && [...searchParams.values()].includes(wanted);
}

/** Whether an address, if there is one, is the same path with the same query. */
export function isAt(wanted: string | undefined, { pathname, search }: URL): boolean {
  return wanted !== undefined && wanted === pathname + search;
}
