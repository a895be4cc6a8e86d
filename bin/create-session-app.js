#!/usr/bin/env node
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/main.js', import.meta.url);

try {
  const { run } = await import(main.href);
  await run();
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || error.url !== main.href) throw error;
  const checkout = fileURLToPath(new URL('..', import.meta.url));
  console.error(
    `This checkout is not built yet. Run "npm ci && npm run build" in ${checkout} first.`,
  );
  process.exitCode = 1;
}
