import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * The file that stands for an app if a report must name one: the one that its command starts, else its package.json.
 * Relative to the root of its repository, with forward slashes.
 */
export function appFile(
  directory: string | undefined,
  { start, url }: { start?: string; url?: string },
): string {
  const folder = resolve(directory ?? '.');
  const words = url === undefined ? (start?.split(/\s+/) ?? []) : [];
  const root = repositoryOf(folder);
  const inRoot = (word: string) => relative(root, join(folder, word));
  // Code scanning knows only the files of the repository.
  const started = words.find(
    (word) =>
      /\.[cm]?[jt]sx?$/.test(word) &&
      inRoot(word).split(sep)[0] !== '..' &&
      existsSync(join(folder, word)),
  );
  return inRoot(started ?? 'package.json')
    .split(sep)
    .join('/');
}

/** The root of the repository of a folder; the folder itself if there is no repository. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}
