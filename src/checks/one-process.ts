import { isOurs } from '../site/site.ts';
import { wasNotFound } from './causes/cause.ts';
import type { Observed } from './observed.ts';

/**
 * Whether a process does not find what another one has stored, which is no fault of an app that runs alone: nobody said
 * that there are more, and nobody can see where its store keeps sessions.
 */
export function isOfOneProcess(seen: Observed): boolean {
  const { site, past } = seen;
  if (isOurs(site) || site.hasSeveral || site.storePlace !== undefined) return false;
  return past?.isElsewhere === true && !past.isLoggedOut && wasNotFound(seen);
}
