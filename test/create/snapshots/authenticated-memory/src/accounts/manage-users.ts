import { DotEnvError, loadDotEnv } from '../settings/env-file.ts';
import { usersFileIn } from '../settings.ts';
import { askPassword } from './ask-password.ts';
import { passwordFault } from './new-password.ts';
import { userNameOf } from './user-name.ts';
import { accountWith, UsersError, UsersFile } from './users.ts';

// What the scripts user:add, user:remove and user:list run.

const USAGE = `Usage:
  npm run user:add NAME      add a user, or change their password
  npm run user:remove NAME   remove a user
  npm run user:list          list the users`;

class UsageError extends Error {}

try {
  loadDotEnv();
  console.log(await run(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof UsersError || error instanceof DotEnvError))
    throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** Does what the words ask for, and answers what to say about it. */
async function run(words: string[]): Promise<string> {
  const [command, name, ...others] = words;
  const file = new UsersFile(usersFileIn(process.env));
  if (command === 'list' && name === undefined) return list(file);
  if (name !== undefined && others.length === 0) {
    if (command === 'add') return add(file, checkName(name));
    if (command === 'remove') return remove(file, checkName(name));
  }
  throw new UsageError(USAGE);
}

async function add(file: UsersFile, name: string): Promise<string> {
  // A file that cannot be read is said before anyone types a password in vain.
  const isThere = file.read().has(name);
  const account = await accountWith(await readPassword(name));
  file.change((users) => users.set(name, account));
  return isThere
    ? `Changed the password of ${name}. Anyone signed in as ${name} is signed out at their next request.`
    : `Added ${name}.`;
}

function remove(file: UsersFile, name: string): string {
  if (!file.read().has(name)) throw new UsersError(`There is no user ${name}.`);
  file.change((users) => users.delete(name));
  const last =
    file.read().size === 0
      ? '\nThat was the last user: in development any name can sign in now on this machine, in production nobody can.'
      : '';
  return `Removed ${name}. Anyone signed in as ${name} is signed out at their next request.${last}`;
}

function list(file: UsersFile): string {
  return [...file.read().keys()].sort().join('\n') || 'There are no users.';
}

async function readPassword(name: string): Promise<string> {
  const [password, repeated = password] = (await askPassword(name)) ?? [];
  if (password === undefined) throw new UsersError('No password was given. Nothing was changed.');
  const fault = password === repeated ? passwordFault(password) : 'The two passwords differ.';
  if (fault) throw new UsersError(`${fault} Nothing was changed.`);
  return password;
}

/** The name as the sign-in form takes it. One that looks like an option is a slip. */
function checkName(text: string): string {
  const name = userNameOf(text);
  if (name && !name.startsWith('-')) return name;
  throw new UsageError(
    `A name is 1 to 100 visible characters, and does not begin with "-".\n${USAGE}`,
  );
}
