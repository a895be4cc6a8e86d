import { isKeptOut, isLetIn } from '../../checks/observed.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import type { Visited } from './journey.ts';

/** The visits of a group that were refused while the same page was shown to the same visitor. */
export function tornApart(group: readonly Visited[]): Set<Exchange> {
  const torn = new Set<Exchange>();
  if (group.some(({ exchange }) => 'signOut' in exchange.visit.do)) return torn;
  const keyOf = ({ exchange, seen }: Visited) =>
    `${exchange.visitor} ${exchange.instance} ${seen.request.method} ${seen.request.path}`;
  const open = group.filter(({ seen }) => isLetIn(seen));
  // Where each request renews the session's id, the first one to come takes the cookie from the others.
  if (open.some(({ seen: { session } }) => session.after !== session.before)) return torn;
  const shown = new Set(open.map(keyOf));
  for (const visited of group) {
    if (isKeptOut(visited.seen) && shown.has(keyOf(visited))) torn.add(visited.exchange);
  }
  return torn;
}
