import { readdirSync } from 'node:fs';

// Imports every test. A pattern such as test/*.test.ts would not work on Windows, where the shell does not expand it.
for (const name of readdirSync(import.meta.dirname)) {
  if (name.endsWith('.test.ts')) await import(`./${name}`);
}
