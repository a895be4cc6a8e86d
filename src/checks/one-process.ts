import { isOurs } from '../site/site.ts';
import { wasNotFound } from './causes/cause.ts';
import type { Observed } from './observed.ts';

/**
 * Whether a process does not find what another process has stored. This is no fault of an app with only one process: no
 * option says that there are more, and it is not known where its store keeps sessions.
 */
export function isOfOneProcess(seen: Observed): boolean {
  const { site, past } = seen;
  if (isOurs(site) || site.hasSeveral || site.storePlace !== undefined) return false;
  return past?.isElsewhere === true && !past.isLoggedOut && wasNotFound(seen);
}
