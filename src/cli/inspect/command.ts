import { type Command, InvalidArgumentError, Option } from 'commander';
import { SORTS, type Sort } from '../../sessions/sort.ts';
import { type CliCommand, failureLine } from '../command.ts';
import { repeatable } from '../repeatable.ts';
import { typedBefore } from '../typed/typed-before.ts';

/** The options, as typed. */
export interface InspectFlags {
  dir?: string;
  redis?: string;
  prefix?: string;
  database?: string;
  table?: string;
  where: string[];
  user?: string;
  signedIn?: true;
  anonymous?: true;
  expired?: true;
  corrupt?: true;
  sort?: Sort;
  /** 0 means all. */
  limit?: number;
  count?: true;
  json?: true;
  ndjson?: true;
  watch?: true;
  reveal?: true;
  destroy?: true;
  prune?: true;
  yes?: true;
}

/** `inspect` on the command line. */
export const inspectCommand: CliCommand = {
  name: 'inspect',
  summary: 'show the sessions in a store',
  description: 'Show the sessions in a store. Only --destroy and --prune change anything.',
  json: { lines: false, linesWith: '--watch', failure: failureLine },
  examples: [
    'session-app inspect ./my-app',
    'session-app inspect 3f9a1c77',
    'session-app inspect --redis redis://127.0.0.1:6379 --signed-in --sort idle',
    "session-app inspect --where 'views>3' --json",
    'session-app inspect --user alice --destroy',
    'session-app inspect --prune --yes',
  ],
  define: (command, surroundings) =>
    command
      .argument('[what...]', "a site's folder, and the first characters of session ids")
      .option('--dir <folder>', 'a folder of session files')
      .option('--redis <url>', 'a Redis, or the nodes of a cluster, separated by commas')
      .option('--prefix <text>', "prefix of session keys in Redis (default: the site's, or sess:)")
      .option(
        '--database <url>',
        'a Postgres, MySQL or MariaDB, or an SQLite file; it is only read',
      )
      .option(
        '--table <name>',
        'its table of sessions (default: the one that looks like a session table)',
      )
      .addOption(
        repeatable(
          '--where <condition>',
          'only those with user_name=alice, views>3, cart, …',
          'all',
        ),
      )
      .option('--user <name>', 'only those of this user')
      .option('--signed-in', 'only those with a user signed in')
      .option('--anonymous', 'only those without a user')
      .option('--expired', 'only those that have expired')
      .option('--corrupt', 'only those that cannot be read')
      .addOption(new Option('--sort <by>', sortHelp()).choices(Object.keys(SORTS)))
      .option(
        '--limit <n>',
        'show at most n, 0 for all (default: 50 on a terminal, else all)',
        limit,
      )
      .option('--count', 'print only how many there are')
      .option('--json', 'print one JSON array')
      .option('--ndjson', 'print one JSON object per line, as they are read')
      .option('--watch', 'keep watching, and show what changes')
      .option('--reveal', 'show whole session ids and other secrets')
      .option('--destroy', 'destroy the sessions you name or select')
      .option('--prune', 'destroy all expired and corrupt sessions')
      .option('-y, --yes', 'destroy without asking')
      .action(async (words: string[], flags: InspectFlags, self: Command) => {
        const { runInspect } = await import('./run.ts');
        await runInspect(words, { ...flags, ...typedBefore(self) }, surroundings);
      }),
};

function sortHelp(): string {
  const orders = Object.entries(SORTS).map(([name, first]) => `${name} (${first})`);
  return `sort by ${orders.join(', ')}`;
}

function limit(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number, or 0 for all.');
}
