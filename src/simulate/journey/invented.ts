import { isLetIn, type Observed } from '../../checks/observed.ts';
import { sessionIdIn } from '../../masking/secrets.ts';
import { INVENTED_ID } from '../../visitor/cookies/signed.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import type { ClosedPages } from './closed-pages.ts';

/**
 * Whether the app has accepted an id that a visitor made up. If the store cannot be read, it proves nothing that the
 * visitor still has the cookie: the app must also have set it, or opened a closed page for it.
 *
 * @param closed the pages that a stranger was kept out of
 */
export function tookInvented(
  { session: { before, after }, kept }: Exchange,
  seen: Observed,
  closed: ClosedPages,
): boolean {
  if (after !== INVENTED_ID) return false;
  if (seen.store) return true;
  const gave = kept.some(({ cookie }) => sessionIdIn(cookie.value) === INVENTED_ID);
  const isAlone = seen.request.cookies.filter(({ sent }) => sent).length === 1;
  const opened = before === INVENTED_ID && closed.has(seen.request.path) && isLetIn(seen);
  return gave || (isAlone && opened);
}
