import { resolve } from 'node:path';
import { type SiteOptions, withDefaults } from './options.ts';
import { type PlannedFile, plan } from './plan.ts';
import { writeSite } from './write.ts';

export interface CreateOptions extends SiteOptions {
  /** Write into a folder that is not empty; the site's own files in it are replaced. Default: false. */
  force?: boolean;
}

/** A site that has been written. */
export interface CreatedSite {
  /** Absolute path. */
  directory: string;
  options: Required<SiteOptions>;
  files: PlannedFile[];
}

/**
 * Writes a site: all of its files, or none of them. Dependencies are not installed.
 *
 * @throws Failure `invalid-name`, `directory-not-empty`, `obstacle` or `cannot-write`
 */
export async function create(options: CreateOptions): Promise<CreatedSite> {
  const files = plan(options);
  const directory = resolve(options.directory);
  writeSite(directory, files, options.force ?? false);
  return { directory, options: withDefaults(options), files };
}
