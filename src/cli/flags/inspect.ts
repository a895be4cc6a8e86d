import { type Command, InvalidArgumentError, Option } from 'commander';
import { SORTS, type Sort } from '../../sessions/sort.ts';
import { repeatable } from './repeatable.ts';
import { typedBefore } from './typed-before.ts';

/** What was typed. */
export interface InspectFlags {
  dir?: string;
  redis?: string;
  prefix?: string;
  where: string[];
  signedIn?: true;
  anonymous?: true;
  expired?: true;
  corrupt?: true;
  sort?: Sort;
  /** 0 for all. */
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

export const INSPECT_EXAMPLES = [
  'inspect ./my-app',
  'inspect 3f9a1c77',
  'inspect --redis redis://127.0.0.1:6379 --prefix sess: --signed-in --sort idle',
  "inspect --where 'views>3' --json",
  'inspect --prune --yes',
];

/** Adds `inspect` to the command line. */
export function describeInspect(
  program: Command,
  action: (words: string[], flags: InspectFlags) => Promise<void>,
): Command {
  return program
    .command('inspect')
    .description('show what a session store holds, without changing it')
    .argument('[what...]', "a site's folder, and the beginnings of session ids")
    .option('--dir <folder>', 'a folder of session files')
    .option('--redis <url>', 'a Redis, or nodes of a cluster, separated by commas')
    .option('--prefix <text>', 'what the keys of sessions begin with (default: sess:)')
    .addOption(repeatable('--where <condition>', 'what they hold: user_name=alice, views>3, cart'))
    .option('--signed-in', 'those in which somebody is signed in')
    .option('--anonymous', 'those in which nobody is')
    .option('--expired', 'those whose time is up')
    .option('--corrupt', 'those that cannot be read')
    .addOption(new Option('--sort <by>', sortHelp()).choices(Object.keys(SORTS)))
    .option('--limit <n>', 'so many, 0 for all (default: 50 on a terminal, else all)', limit)
    .option('--count', 'print how many there are')
    .option('--json', 'print one JSON array')
    .option('--ndjson', 'print one JSON object a line, as they are read')
    .option('--watch', 'go on, and show what changes')
    .option('--reveal', 'show whole session ids, and secrets')
    .option('--destroy', 'destroy those that are named')
    .option('--prune', 'destroy those that are expired or corrupt')
    .option('-y, --yes', 'destroy without asking')
    .action((words: string[], flags: InspectFlags, self: Command) =>
      action(words, { ...flags, ...typedBefore(self) }),
    );
}

function sortHelp(): string {
  const orders = Object.entries(SORTS).map(([name, first]) => `${name}, ${first}`);
  return `by ${orders.join('; ')}`;
}

function limit(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number, or 0 for all.');
}
