import { readdirSync } from 'node:fs';

// All tests, however many there are: a pattern such as test/*.test.ts would need a shell that knows patterns.
for (const name of readdirSync(import.meta.dirname)) {
  if (name.endsWith('.test.ts')) await import(`./${name}`);
}
