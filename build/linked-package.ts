import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/**
 * Writes the package on which sites depend that are created from this checkout: the same commands, and nothing else.
 * They lead back here. Of the checkout itself some package managers would copy all, with its own dependencies.
 *
 * @param folder is where it goes; it is not published
 */
export function writeLinkedPackage(folder: string): void {
  const { name, version, bin }: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  mkdirSync(folder, { recursive: true });
  const own = Object.entries(bin).map(([command, path]) => {
    const leadsTo = JSON.stringify(resolve(path));
    const file = basename(path);
    writeFileSync(join(folder, file), `#!/usr/bin/env node\nrequire(${leadsTo});\n`, {
      mode: 0o755,
    });
    return [command, file];
  });
  const manifest = { name, version, private: true, bin: Object.fromEntries(own) };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

interface Manifest {
  name: string;
  version: string;
  bin: Record<string, string>;
}
