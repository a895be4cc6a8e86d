import { readdirSync } from 'node:fs';

// Imports every test. A pattern such as test/*.test.js would not work on Windows, where the shell does not expand it.
for (const name of readdirSync(import.meta.dirname)) {
  if (name.endsWith('.test.js')) await import(`./${name}`);
}
