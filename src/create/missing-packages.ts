import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is read of a package.json. */
interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/**
 * The packages that a site in a folder needs and that Node would not find: those in its manifest, and those that these
 * need in turn. Optional packages may be missing.
 */
export function missingPackages(directory: string): string[] {
  const { dependencies, devDependencies } = manifestIn(directory);
  const missing = new Set<string>();
  const seen = new Set<string>();
  const lookFor = (names: readonly string[], from: string) => {
    for (const name of names) {
      const folder = folderOf(name, from);
      if (folder === undefined) missing.add(name);
      else if (!seen.has(folder)) {
        seen.add(folder);
        const { dependencies: needed, optionalDependencies: optional = {} } = manifestIn(folder);
        lookFor(
          Object.keys(needed ?? {}).filter((other) => !(other in optional)),
          folder,
        );
      }
    }
  };
  lookFor(Object.keys({ ...dependencies, ...devDependencies }), realpathSync(directory));
  return [...missing];
}

/** Looks in every folder further up too, as Node does: a workspace has packages there. */
function folderOf(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return realpathSync(folder);
  const above = dirname(from);
  return above === from ? undefined : folderOf(name, above);
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
