import type { Visited } from './visited.ts';

/**
 * Adds to each visit of a group how the other ones changed its session: the store was read once, after all of them, and
 * the id may have been renewed, or the session begun, in between.
 */
export function followSessions(group: readonly Visited[]): void {
  const ends = new Map<string, string>();
  for (const { exchange, seen } of [...group].reverse()) {
    const { before, after } = seen.session;
    if (after === undefined) continue;
    const own = (session: string) => `${exchange.visitor} ${session}`;
    const end = ends.get(own(after)) ?? after;
    if (end !== after) seen.session.movedTo = end;
    if (before !== undefined && before !== after) ends.set(own(before), end);
  }
  const begun = new Set<string>();
  for (const { seen } of group) {
    const { before, after } = seen.session;
    if (before !== undefined && begun.has(before)) seen.session.isJustBegun = true;
    if (after !== undefined && after !== before) begun.add(after);
  }
}
