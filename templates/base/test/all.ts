import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SITE_FOLDER } from '../src/settings/site.ts';

// Imports every test. A pattern such as test/*.test.ts would not work on Windows, where the shell does not expand it.
for (const name of readdirSync(join(SITE_FOLDER, 'test'))) {
  if (name.endsWith('.test.ts')) await import(`./${name}`);
}
