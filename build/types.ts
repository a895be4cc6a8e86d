import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The modules that a declaration file imports, by `from '…'` and by `import('…')`. */
const IMPORTED = /(?:from |import\()['"](\.[^'"]+)\.ts['"]/g;

/**
 * Removes the declaration files that cannot be reached from the package's entry.
 *
 * @param entry a `.d.ts` in the folder of all declarations
 */
function removeUnreached(entry: string): void {
  const reached = new Set<string>();
  const reach = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, imported] of readFileSync(file, 'utf8').matchAll(IMPORTED)) {
      reach(resolve(dirname(file), `${imported}.d.ts`));
    }
  };
  reach(entry);
  for (const item of readdirSync(dirname(entry), { recursive: true, withFileTypes: true })) {
    const file = join(item.parentPath, item.name);
    if (item.isFile() && !reached.has(file)) rmSync(file);
  }
}

removeUnreached(resolve('dist/types/index.d.ts'));
