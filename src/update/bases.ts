import { blobId } from '../create/blob-id.ts';
import { plan } from '../create/plan.ts';
import type { SiteRecord } from '../create/record.ts';
import { Failure } from '../failure.ts';
import { count } from '../quantities.ts';
import { type Generated, generatedByVersion, generatedFrom } from './generated.ts';
import { blobsIn, type Git } from './git.ts';

/** A file whose original contents, as generated, are searched. */
export interface Wanted {
  path: string;
  id: string;
  /** Whether the update can do without them. */
  optional: boolean;
}

/** Where to search for the original files. */
export interface BaseSources {
  record: SiteRecord;
  git: Git;
  /** The folder that was named with `--from`. */
  from: string | undefined;
  /** An empty folder. */
  scratch: string;
  root: URL;
  signal: AbortSignal;
}

/** It is merged key by key, so a base that differs only in the path to this package does no harm. */
const NEED_NOT_BE_EXACT: ReadonlySet<string> = new Set(['package.json']);

/**
 * Finds files as they were generated: in the site's own repository; in what this version generates from the same
 * options; in the folder of `--from`; in the recorded version, from the registry. Contents must match the recorded id.
 *
 * @throws Failure `no-base` if a file that is needed is in none of these
 */
export async function findBases(
  wanted: readonly Wanted[],
  { record, git, from, scratch, root, signal }: BaseSources,
): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const take = (generated: Generated, serves: (bytes: Buffer, file: Wanted) => boolean) => {
    for (const file of wanted) {
      const bytes = generated.get(file.path);
      if (bytes && !found.has(file.path) && serves(bytes, file)) found.set(file.path, bytes);
    }
  };
  const missing = () => wanted.filter(({ path, optional }) => !optional && !found.has(path));
  const blobs = await blobsIn(git, [...new Set(wanted.map(({ id }) => id))]);
  take(new Map(wanted.flatMap(({ path, id }) => toEntry(path, blobs.get(id)))), isExact);
  if (wanted.some(({ path }) => !found.has(path))) take(ownPlan(record, root), isExact);
  if (from !== undefined && wanted.some(({ path }) => !found.has(path))) {
    const paths = wanted.map(({ path }) => path);
    take(await generatedFrom(from, record.options, paths, scratch, signal), isNear);
  }
  if (missing().length === 0) return found;
  if (from !== undefined) throw notIn(from, missing(), record.version);
  try {
    take(await generatedByVersion(record, scratch, signal), isNear);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'no-base') throw error;
    throw notFound(missing(), record.version, [
      'npm, which was asked for it, said:',
      ...error.lines,
    ]);
  }
  if (missing().length > 0) throw notFound(missing(), record.version, []);
  return found;
}

function isExact(bytes: Buffer, { id }: Wanted): boolean {
  return blobId(bytes) === id;
}

function isNear(bytes: Buffer, file: Wanted): boolean {
  return isExact(bytes, file) || NEED_NOT_BE_EXACT.has(file.path);
}

function toEntry(path: string, bytes: Buffer | undefined): Array<[string, Buffer]> {
  return bytes ? [[path, bytes]] : [];
}

function ownPlan({ options }: SiteRecord, root: URL): Generated {
  return new Map(
    plan({ ...options, root }).map(({ path, contents }) => [path, Buffer.from(contents)]),
  );
}

function named(missing: readonly Wanted[]): string {
  const [first = { path: '' }, ...others] = missing;
  return others.length === 0
    ? first.path
    : `${first.path} and ${count(others.length, 'more file')}`;
}

function notIn(from: string, missing: readonly Wanted[], version: string): Failure {
  return new Failure(
    'no-base',
    `${from} does not have ${named(missing)} as version ${version} generated it. Name a site that this version has made with the same options, or the package itself in this version. Nothing was changed.`,
  );
}

function notFound(missing: readonly Wanted[], version: string, why: readonly string[]): Failure {
  return new Failure('no-base', [
    `You have changed ${named(missing)}, and what version ${version} had generated there was not found: your changes cannot be told from it. Nothing was changed. Make the same site again with version ${version}, in another folder, and name that with --from.`,
    ...why,
  ]);
}
