import { existsSync } from 'node:fs';

// In production, the site runs from dist/, which the build creates.
const server = new URL('dist/server.js', import.meta.url);
if (existsSync(server)) {
  await import(server.href);
} else {
  console.error('This site is not built yet. Run the build first: npm run build');
  process.exitCode = 1;
}
