import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SITE_FOLDER } from '../src/settings/site.js';

// Imports every test. A pattern such as test/*.test.js would not work on Windows, where the shell does not expand it.
for (const name of readdirSync(join(SITE_FOLDER, 'test'))) {
  if (name.endsWith('.test.js')) await import(`./${name}`);
}
