import { isKeptOut, isLetIn } from '../../checks/observed.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import type { Visited } from './visited.ts';

/** `torn`: by a process that does not know the session · `outrun`: by a visit that gave the session another id. */
export type Parted = 'torn' | 'outrun';

/** The visits of a group that were refused while the same page was shown to the same visitor. */
export function partedVisits(group: readonly Visited[]): Map<Exchange, Parted> {
  const parted = new Map<Exchange, Parted>();
  if (group.some(({ exchange }) => 'signOut' in exchange.visit.do)) return parted;
  const keyOf = ({ exchange, seen }: Visited) =>
    `${exchange.visitor} ${exchange.instance} ${seen.request.method} ${seen.request.path}`;
  const open = group.filter(({ seen }) => isLetIn(seen));
  // If each request renews the session's id, the first one makes the cookie of the others invalid.
  const isRenewed = open.some(({ seen: { session } }) => session.after !== session.before);
  const shown = new Set(open.map(keyOf));
  for (const visited of group) {
    if (!isKeptOut(visited.seen) || !shown.has(keyOf(visited))) continue;
    parted.set(visited.exchange, isRenewed ? 'outrun' : 'torn');
  }
  return parted;
}
