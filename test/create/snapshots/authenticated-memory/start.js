import { existsSync } from 'node:fs';

// What runs in production is what the build makes of src/.
const server = new URL('dist/server.js', import.meta.url);
if (existsSync(server)) {
  await import(server.href);
} else {
  console.error('This site is not built yet. Run the build first: npm run build');
  process.exitCode = 1;
}
