import { resolve } from 'node:path';
import type { Change, SiteState } from '../events/update.ts';
import { ROOT } from '../root.ts';
import { isSecurity } from './changelog.ts';
import { changesFor, siteStateOf, statesOf } from './site/site-state.ts';

/** The security fixes that a site lacks. */
export interface MissingFixes {
  /** Absolute path. */
  directory: string;
  from: SiteState;
  to: SiteState;
  changes: Change[];
}

/**
 * Finds the lines about security in the changelog since the version that made a site. Writes nothing, and does not need
 * git.
 *
 * @throws Failure `no-record` or `usage`
 */
export function missingFixes(directory: string, root = ROOT): MissingFixes {
  const place = resolve(directory);
  const site = siteStateOf(place, {}, root);
  return {
    directory: place,
    ...statesOf(site),
    changes: changesFor(site, root).filter(isSecurity),
  };
}
