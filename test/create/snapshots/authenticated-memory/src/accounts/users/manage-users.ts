import { randomBytes } from 'node:crypto';
import { DotEnvError, loadDotEnv } from '../../settings/env-file.ts';
import { readSettings, SettingError, usersFilePath } from '../../settings.ts';
import { newPasswordProblem } from '../passwords/new-password.ts';
import { addressIn, createPasswordLink } from '../passwords/password-link.ts';
import { askPassword } from './ask-password.ts';
import { normalizeUserName } from './user-name.ts';
import { type Account, createAccount, UsersError, UsersFile } from './users.ts';

// The scripts user:add, user:link, user:remove and user:list run this file.

const USAGE = `Usage:
  npm run user:add NAME              add a user, or change their password
  npm run user:link NAME [ADDRESS]   print a link with which a user, new or old, sets a password
  npm run user:remove NAME           remove a user
  npm run user:list                  list the users

ADDRESS is where the site is, such as https://shop.example. By default, it is https:// with the first name in
ALLOWED_HOSTS, or else http://localhost with the site's port.`;

class UsageError extends Error {}

/** Errors whose message says what to do. All others are bugs. */
const EXPECTED = [UsageError, UsersError, DotEnvError, SettingError];

// With console.log, a link that a full disk did not take would be lost, and nobody told.
process.stdout.once('error', ({ message }) => {
  console.error(`It was done, but what it says could not be printed: ${message}`);
  process.exitCode = 1;
});

try {
  loadDotEnv();
  process.stdout.write(`${await run(process.argv.slice(2))}\n`);
} catch (error) {
  if (!EXPECTED.some((type) => error instanceof type) || !(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** Runs a command, and returns the message to print. */
async function run(args: string[]): Promise<string> {
  const [command, name, address] = args;
  const file = new UsersFile(usersFilePath(process.env));
  if (command === 'list' && args.length === 1) return list(file);
  if (name !== undefined && args.length === 2) {
    if (command === 'add') return add(file, checkName(name));
    if (command === 'remove') return remove(file, checkName(name));
  }
  if (command === 'link' && name !== undefined && args.length <= 3) {
    return link(file, checkName(name), address);
  }
  throw new UsageError(USAGE);
}

async function add(file: UsersFile, name: string): Promise<string> {
  // If the file cannot be read, this fails before anyone types a password.
  const exists = file.read().has(name);
  const account = await createAccount(await readPassword(name));
  file.change((users) => users.set(name, account));
  return exists
    ? `Changed the password of ${name}. Anyone signed in as ${name} is signed out at their next request.`
    : `Added ${name}.`;
}

async function link(file: UsersFile, name: string, chosen?: string): Promise<string> {
  const settings = readSettings(process.env);
  const address = chosen === undefined ? addressIn(settings) : checkAddress(chosen);
  const known = file.read().get(name);
  const account = known ?? (await addWithUnknownPassword(file, name));
  const url = createPasswordLink(settings, name, account.passwordId, address);
  const intro = known ? '' : `Added ${name}. `;
  const hint =
    chosen === undefined
      ? ` It leads to ${address}. For another address: npm run user:link NAME ADDRESS`
      : '';
  return `${intro}Whoever opens this link can set the password of ${name}, once and within an hour.${hint}\n${url}`;
}

/** Nobody knows the password, so a link is the only way in. */
async function addWithUnknownPassword(file: UsersFile, name: string): Promise<Account> {
  const account = await createAccount(randomBytes(32).toString('base64url'));
  file.change((users) => users.set(name, account));
  return account;
}

function remove(file: UsersFile, name: string): string {
  if (!file.read().has(name)) throw new UsersError(`There is no user ${name}.`);
  file.change((users) => users.delete(name));
  const warning =
    file.read().size === 0
      ? '\nThat was the last user. In development, any name can now sign in on this machine. In production, nobody can sign in.'
      : '';
  return `Removed ${name}. Anyone signed in as ${name} is signed out at their next request.${warning}`;
}

function list(file: UsersFile): string {
  return [...file.read().keys()].sort().join('\n') || 'There are no users.';
}

async function readPassword(name: string): Promise<string> {
  const [password, repeated = password] = (await askPassword(name)) ?? [];
  if (password === undefined) throw new UsersError('No password was given. Nothing was changed.');
  const problem = newPasswordProblem(password, repeated);
  if (problem) throw new UsersError(`${problem} Nothing was changed.`);
  return password;
}

/** A name that starts with "-" is most likely a mistyped option. */
function checkName(text: string): string {
  const name = normalizeUserName(text);
  if (name && !name.startsWith('-')) return name;
  throw new UsageError(
    `A name has 1 to 100 visible characters, and does not start with "-".\n${USAGE}`,
  );
}

/** A link leads to a path of its own, so the address has none. */
function checkAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new UsageError(`An address is like https://shop.example, without a path.\n${USAGE}`);
}
