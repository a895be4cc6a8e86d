// The scripts user:add, user:link, user:remove and user:list start here.
import { existsSync } from 'node:fs';

const source = new URL('src/', import.meta.url);
const built = new URL('dist/accounts/users/manage-users.js', import.meta.url);
// The code runs as it is now, or as the build has made it if this is a server, where it may not compile.
let failure = new Error('There is no src/.');
if (existsSync(source)) failure = await import('./compile.js').catch((error) => error);
if (!(failure instanceof Error)) {
  await import('./.dev/src/accounts/users/manage-users.js');
} else if (existsSync(built)) {
  await import(built.href);
} else {
  console.error('This site is not built yet. Run the build first: {{package_manager}} run build');
  // Such as a folder that may not be written to. Without the compiler, there is nothing more to say.
  if ('syscall' in failure) console.error(failure.message);
  process.exitCode = 1;
}
