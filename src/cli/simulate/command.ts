import { type Command, InvalidArgumentError, Option } from 'commander';
import { choicesOf, STORE, type Store } from '../../create/options.ts';
import type { Pace } from '../../events/run.ts';
import { type CliCommand, failureLine } from '../command.ts';
import { repeatable } from '../repeatable.ts';
import { addAppFlags, addUserFlags, type SiteFlags, timeoutFlag } from '../site/flags.ts';
import { typedBefore } from '../typed/typed-before.ts';

/** The options, as typed. */
export interface SimulateFlags extends SiteFlags {
  save?: true;
  flow: string[];
  list?: true;
  pace?: Pace | 'both';
  instances?: number;
  explain?: true;
  compare?: Store[];
  report: string[];
  open?: true;
  verbose: number;
  reveal?: true;
  json?: true;
  users?: number;
  concurrency?: number;
  duration?: number;
  iOwnThisHost?: string;
}

/** `simulate` on the command line. */
export const simulateCommand: CliCommand = {
  name: 'simulate',
  summary: 'walk through a site as a visitor, and show every step',
  description:
    'Walk through a site as a visitor, and show the request, cookie and session of every step.',
  json: { lines: true, failure: failureLine },
  examples: [
    'session-app simulate --mode anonymous',
    'session-app simulate --explain',
    'session-app simulate --compare memory,file,redis',
    'session-app simulate ./my-app --flow all',
    'session-app simulate ./other --start "node server.js" --report run.html',
    'session-app simulate --url http://127.0.0.1:3000 --dir .sessions',
    'session-app simulate --store memory --users 100 --concurrency 10',
  ],
  define: (command, surroundings) =>
    addUserFlags(
      addAppFlags(command)
        .option('--save', "write these three to the app's package.json, as found or named")
        .addOption(
          repeatable(
            '--flow <name>',
            'what the visitor does: a flow, "all", or a .json file',
            'login-next',
          ),
        )
        .option('--list', 'list the flows, and what each one shows')
        .addOption(
          new Option(
            '--pace <way>',
            'continue at the end of a response (patient), or at its headers, like a browser (quick)',
          ).choices(['patient', 'quick', 'both']),
        )
        .option(
          '--instances <n>',
          'how many processes share the store, in flows with several',
          processes,
        ),
    )
      .addOption(
        repeatable(
          '--report <file>',
          'write a report: .html, .har, .xml (JUnit) or .mmd (Mermaid)',
        ),
      )
      .option('--explain', 'say in plain words what happens in each step, and sum it up')
      .option(
        '--compare <stores>',
        'run one flow of the built-in site on each store, such as memory,file,redis, and show what differs',
        stores,
      )
      .option('--open', 'open the report in the browser; needs --report run.html')
      .option(
        '-v, --verbose',
        'show headers; -vv shows bodies too',
        (_, before: number) => before + 1,
        0,
      )
      .option('--reveal', 'show session ids, cookies and passwords')
      .addOption(timeoutFlag())
      .option('--json', 'print one JSON object per line')
      .option('--users <n>', 'load test: how many visitors', count)
      .option('--concurrency <n>', 'load test: how many of them at a time', count)
      .option('--duration <time>', 'load test: keep going for 10s, 2m, …', duration)
      .option('--i-own-this-host <host>', 'load test: allow a host other than this machine')
      .action(async (directory: string | undefined, flags: SimulateFlags, self: Command) => {
        const { runSimulate } = await import('./run.ts');
        await runSimulate(directory, { ...flags, ...typedBefore(self) }, surroundings);
      }),
};

/** At least two stores, without repetition. */
function stores(value: string): Store[] {
  const known = choicesOf(STORE);
  const named = value.split(',').map((name) => name.trim());
  const chosen = known.filter((store) => named.includes(store));
  if (named.length > 1 && named.length === chosen.length) {
    return [...chosen].sort((one, other) => named.indexOf(one) - named.indexOf(other));
  }
  throw new InvalidArgumentError(
    `It must be two stores or more, with commas between: ${known.join(',')}.`,
  );
}

function count(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}

/** Each is a Node process, and more of them fill a machine's memory without showing anything new. */
const MOST_PROCESSES = 64;

function processes(value: string): number {
  if (/^[1-9]\d?$/.test(value) && Number(value) <= MOST_PROCESSES) return Number(value);
  throw new InvalidArgumentError(`It must be a whole number, from 1 to ${MOST_PROCESSES}.`);
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

function duration(value: string): number {
  const [, number, unit = ''] = /^([1-9]\d*)([smh])$/.exec(value) ?? [];
  const time = Number(number) * (UNITS_MS[unit] ?? 0);
  if (time > 0) return time;
  throw new InvalidArgumentError('It must be a time such as 10s or 2m.');
}
