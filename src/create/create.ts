import { resolve } from 'node:path';
import { type SiteOptions, withDefaults } from './options.ts';
import { type PlannedFile, plan } from './plan.ts';
import { surveyTarget, type Target, writeSite } from './writing/write.ts';

/** What to create, and how. */
export interface CreateOptions extends SiteOptions {
  /** Write into a folder that is not empty; the site's own files in it are replaced. Default: false. */
  force?: boolean;
  /** Write nothing. Default: false. */
  dryRun?: boolean;
  /** Gets what is about to be written. If it throws, nothing is written. */
  beforeWriting?: (site: CreatedSite) => void | Promise<void>;
}

/** A site that has been written, or would be. */
export interface CreatedSite {
  /** Absolute path. */
  directory: string;
  options: Required<SiteOptions>;
  files: PlannedFile[];
  /** What was there before. */
  target: Target;
}

/**
 * Writes a site: all of its files, or none of them. Dependencies are not installed.
 *
 * @throws Failure `invalid-name`, `directory-not-empty`, `obstacle` or `cannot-write`
 */
export async function create(options: CreateOptions): Promise<CreatedSite> {
  const { force = false, dryRun = false, beforeWriting } = options;
  const files = plan(options);
  const directory = resolve(options.directory);
  const target = surveyTarget(directory, files, force);
  const site = { directory, options: withDefaults(options), files, target };
  await beforeWriting?.(site);
  if (!dryRun) writeSite(directory, files, { force });
  return site;
}
