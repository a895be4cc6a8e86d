import { type Command, InvalidArgumentError, Option } from 'commander';
import { choicesOf, MODE, type Mode, STORE, type Store } from '../../create/options.ts';
import { TIMEOUT_MS } from '../../site/timeout.ts';

/** The options for the app and the account, as typed. */
export interface SiteFlags {
  mode?: Mode;
  store?: Store;
  start?: string;
  url?: string;
  login?: string;
  protected?: string;
  logout?: string;
  newPassword?: string;
  user?: string;
  passwordStdin?: true;
  useOwnStore?: true;
  dir?: string;
  redis?: string;
  prefix?: string;
  timeout: number;
}

/** Adds the argument and the options for the app, and for its way in. */
export function addAppFlags(command: Command): Command {
  return command
    .argument('[directory]', "a site's folder (default: a built-in site)")
    .addOption(
      new Option('--mode <mode>', `${MODE.about}, in the built-in site`).choices(choicesOf(MODE)),
    )
    .addOption(
      new Option('--store <store>', `${STORE.about}, in the built-in site`).choices(
        choicesOf(STORE),
      ),
    )
    .option('--start <command>', 'the command that starts an app not made by create')
    .option('--url <address>', 'a site that is already running')
    .option('--login <way>', "an app's sign-in: /signin, or 'POST /api/login {…}'")
    .option('--protected <path>', 'a page of an app that only opens after a sign-in')
    .option('--logout <way>', "an app's log-out: /logout, or 'DELETE /api/session'")
    .option('--new-password <way>', "where an app's user changes the password: /account");
}

/** Adds the options for the account, and for where sessions are kept. */
export function addUserFlags(command: Command): Command {
  return command
    .option('--user <name>', 'who signs in (default: alice)')
    .option('--password-stdin', 'read the password from standard input')
    .option('--use-own-store', "use the site's own store, and the sessions in it")
    .option('--dir <folder>', "the folder of the app's session files")
    .option('--redis <url>', "the app's Redis (default: REDIS_URL)")
    .option('--prefix <text>', "prefix of the app's session keys in Redis (default: sess:)");
}

/** The option for how long to wait for an app. */
export function timeoutFlag(): Option {
  return new Option(
    '--timeout <seconds>',
    'how long to wait for the site to start, or for the whole of a response',
  )
    .argParser(seconds)
    .default(TIMEOUT_MS, String(TIMEOUT_MS / 1000));
}

function seconds(value: string): number {
  const time = Number(value) * 1000;
  if (time > 0 && time <= 3_600_000) return time;
  throw new InvalidArgumentError('It must be a number of seconds, up to 3600.');
}
