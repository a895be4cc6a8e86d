import { isLetIn, type Observed } from '../../checks/observed.ts';
import { sessionIdIn } from '../../masking/secrets.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import { INVENTED_ID } from '../../visitor/visitor.ts';

/**
 * Whether an id that a visitor made up has become one of the app's. Where the store cannot be seen, that the visitor
 * still has its cookie proves nothing: the app must have given it as well, or opened a page for it alone that is closed.
 *
 * @param closed the paths that a stranger was kept out of
 */
export function tookInvented(
  { session: { before, after }, kept }: Exchange,
  seen: Observed,
  closed: ReadonlyMap<string, unknown>,
): boolean {
  if (after !== INVENTED_ID) return false;
  if (seen.store) return true;
  const gave = kept.some(({ cookie }) => sessionIdIn(cookie.value) === INVENTED_ID);
  const isAlone = seen.request.cookies.filter(({ sent }) => sent).length === 1;
  const opened = before === INVENTED_ID && closed.has(seen.request.path) && isLetIn(seen);
  return gave || (isAlone && opened);
}
