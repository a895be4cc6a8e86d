import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Follow } from '../../harness/events.ts';
import { choicesOf, MODE, type Mode, STORE, type Store } from '../../scaffold/options.ts';
import { repeatable } from './repeatable.ts';
import { typedBefore } from './typed-before.ts';

/** What was typed. */
export interface SimulateFlags {
  mode?: Mode;
  store?: Store;
  start?: string;
  url?: string;
  flow: string[];
  list?: true;
  follow: Follow | 'both';
  instances?: number;
  user?: string;
  passwordStdin?: true;
  useOwnStore?: true;
  dir?: string;
  redis?: string;
  prefix?: string;
  report: string[];
  verbose: number;
  reveal?: true;
  timeout: number;
  json?: true;
  users?: number;
  concurrency?: number;
  duration?: number;
  iOwnThisHost?: string;
}

export const SIMULATE_EXAMPLES = [
  'simulate --mode anonymous',
  'simulate ./my-app --flow all',
  'simulate ./other --start "node server.js" --report run.html',
  'simulate --url http://127.0.0.1:3000 --dir .sessions',
  'simulate --store memory --users 100 --concurrency 10',
];

/** Adds `simulate` to the command line. */
export function describeSimulate(
  program: Command,
  action: (directory: string | undefined, flags: SimulateFlags) => Promise<void>,
): Command {
  return program
    .command('simulate')
    .description('go through a site as a visitor, and show request, cookie and store of every step')
    .argument('[directory]', "a site's folder; without one, the built-in site is taken")
    .addOption(
      new Option('--mode <mode>', `${MODE.about}, in the built-in site`).choices(choicesOf(MODE)),
    )
    .addOption(
      new Option('--store <store>', `${STORE.about}, in the built-in site`).choices(
        choicesOf(STORE),
      ),
    )
    .option('--start <command>', 'how to start an app that create did not make')
    .option('--url <address>', 'a site that runs already')
    .addOption(
      repeatable(
        '--flow <name>',
        'what the visitor does: a name, all, or a .json file',
        'login-next',
      ),
    )
    .option('--list', 'say what each flow shows')
    .addOption(
      new Option(
        '--follow <way>',
        'when the visitor goes on: at the end of a response, or at its headers',
      )
        .choices(['settled', 'eager', 'both'])
        .default('settled'),
    )
    .option('--instances <n>', 'processes behind one store, in flows that want several', count)
    .option('--user <name>', 'who signs in (default: alice)')
    .option('--password-stdin', 'read the password from standard input')
    .option('--use-own-store', "use the site's own store, with the sessions in it")
    .option('--dir <folder>', "where the app's session files are")
    .option('--redis <url>', "where the app's Redis is (default: REDIS_URL)")
    .option('--prefix <text>', "what the keys of the app's sessions begin with")
    .addOption(
      repeatable('--report <file>', 'write a report: .html, .har, .xml (JUnit) or .mmd (Mermaid)'),
    )
    .option(
      '-v, --verbose',
      'show headers; twice, bodies too',
      (_, before: number) => before + 1,
      0,
    )
    .option('--reveal', 'show session ids, cookies and passwords')
    .addOption(
      new Option('--timeout <seconds>', 'how long the site may take to start, or to answer')
        .argParser(seconds)
        .default(10_000, '10'),
    )
    .option('--json', 'print one JSON object a line')
    .option('--users <n>', 'load: so many visitors do the flow', count)
    .option('--concurrency <n>', 'load: so many at a time', count)
    .option('--duration <time>', 'load: again and again, for 10s or 2m', duration)
    .option('--i-own-this-host <host>', 'load: a host that is not this machine')
    .action((directory: string | undefined, flags: SimulateFlags, self: Command) =>
      action(directory, { ...flags, ...typedBefore(self) }),
    );
}

function count(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number from 1 up.');
}

function seconds(value: string): number {
  const time = Number(value) * 1000;
  if (time > 0 && time <= 3_600_000) return time;
  throw new InvalidArgumentError('It must be a number of seconds, up to 3600.');
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

function duration(value: string): number {
  const [, number, unit = ''] = /^([1-9]\d*)([smh])$/.exec(value) ?? [];
  const time = Number(number) * (UNITS_MS[unit] ?? 0);
  if (time > 0) return time;
  throw new InvalidArgumentError('It must be a time such as 10s or 2m.');
}
