// The scripts user:add, user:link, user:remove and user:list start here.
import { existsSync } from 'node:fs';

const built = new URL('dist/accounts/users/manage-users.js', import.meta.url);
// The code runs as it is now, or as the build has made it if this is a server without development dependencies.
const compiled = await import('./compile.js').catch(() => undefined);
if (compiled) {
  await import('./.dev/src/accounts/users/manage-users.js');
} else if (existsSync(built)) {
  await import(built.href);
} else {
  console.error('This site is not built yet. Run the build first: {{package_manager}} run build');
  process.exitCode = 1;
}
