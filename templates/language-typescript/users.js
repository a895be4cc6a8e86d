// The scripts user:add, user:link, user:remove and user:list start here.
import { existsSync } from 'node:fs';

const built = new URL('dist/accounts/users/manage-users.js', import.meta.url);
// tsx runs the code as it is now. On a server without development dependencies, what the build has made is run.
const tsx = await import('tsx/esm/api').catch(() => undefined);
if (tsx) {
  tsx.register();
  await import('./src/accounts/users/manage-users.ts');
} else if (existsSync(built)) {
  await import(built.href);
} else {
  console.error('This site is not built yet. Run the build first: {{package_manager}} run build');
  process.exitCode = 1;
}
