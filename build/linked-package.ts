import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/**
 * Writes a small package with the same commands as this checkout, which it runs. Sites that are created from the
 * checkout depend on it, as some package managers would copy the whole checkout, with its dependencies.
 *
 * @param folder the folder to write to; it is not published
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
