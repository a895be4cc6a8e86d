import { withoutQuery } from '../../address.ts';
import { asksToSignIn, type Observed } from '../../checks/observed.ts';
import type { ProtectedPage } from './protected-page.ts';

/** The pages that a stranger was kept out of, and where they were led instead. */
export class ClosedPages {
  /** By path; nothing where the stranger was led nowhere. */
  readonly #ledTo = new Map<string, string | undefined>();
  /** Those of them that only led on, to a page that is no sign-in: they may do so to everybody. */
  readonly #onlyLedOn = new Set<string>();
  readonly #page: ProtectedPage;

  /** @param page is closed too where its words tell */
  constructor(page: ProtectedPage) {
    this.#page = page;
  }

  /**
   * Takes down that a stranger did not get to see a page.
   *
   * @param isClosed whether somebody says that strangers are to be kept out of it
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

  /** Whether a page leads where it led a stranger, and nothing says that it does so to strangers alone. */
  leadsAllOn({ request, response }: Observed): boolean {
    const to = response?.location?.path;
    return (
      to !== undefined &&
      this.#onlyLedOn.has(request.path) &&
      withoutQuery(to) === this.#ledTo.get(request.path)
    );
  }

  /**
   * Whether a page leads on whoever has signed in: to another page of the site than strangers, and not to the form. A home
   * page often leads everybody on: what is behind it is the page to look at.
   */
  leadsOn(seen: Observed): boolean {
    const { request, response } = seen;
    const location = response?.location;
    if (!location?.onThisSite || asksToSignIn(seen) || !this.has(request.path)) return false;
    const to = withoutQuery(location.path);
    return to !== this.#ledTo.get(request.path) && to !== request.path;
  }
}

/** The address that the app takes down as it sends somebody to sign in: the one that was asked for. */
export function promiseIn({ response }: Observed, asked: URL): string | undefined {
  const path = response?.location?.path;
  if (path === undefined) return undefined;
  const wanted = asked.pathname + asked.search;
  const { searchParams } = new URL(path, asked);
  return [...searchParams.values()].includes(wanted) ? wanted : undefined;
}

/** Whether an address, if there is one, is that of a path with its query. */
export function isAt(wanted: string | undefined, { pathname, search }: URL): boolean {
  return wanted !== undefined && wanted === pathname + search;
}
