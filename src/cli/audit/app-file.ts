import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * The file that stands for an app where a report has to name one: the one that its command starts, else its package.json.
 * From the folder of its repository, with slashes.
 */
export function appFile(
  directory: string | undefined,
  { start, url }: { start?: string; url?: string },
): string {
  const folder = resolve(directory ?? '.');
  const words = url === undefined ? (start?.split(/\s+/) ?? []) : [];
  const started = words.find(
    (word) => /\.[cm]?[jt]sx?$/.test(word) && existsSync(join(folder, word)),
  );
  const path = relative(repositoryOf(folder), join(folder, started ?? 'package.json'));
  return path.split(sep).join('/');
}

/** The folder of the repository that a folder is in; itself where it is in none. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}
