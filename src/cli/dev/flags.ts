import type { Command } from 'commander';
import { typedBefore } from '../typed-before.ts';

/** What was typed. */
export interface DevFlags {
  start?: string;
  reveal?: true;
  json?: true;
}

export const DEV_EXAMPLES = ['dev ./my-app', 'dev ./other --start "node --watch server.js"'];

const ENDING = `
Ctrl-C stops the app and everything it started; the exit code is then 0.`;

/** Adds `dev` to the command line. */
export function describeDev(
  program: Command,
  action: (directory: string | undefined, flags: DevFlags) => Promise<void>,
): Command {
  return program
    .command('dev')
    .summary('run a site in development, and log each request')
    .description('Run a site in development, and log each request with what became of its session.')
    .argument('[directory]', "the site's folder (default: the current folder)")
    .option('--start <command>', 'the command that starts it, instead of its "dev" script')
    .option('--reveal', 'show session ids, and values that look like secrets')
    .option('--json', 'print one JSON object per line')
    .addHelpText('after', ENDING)
    .action((directory: string | undefined, flags: DevFlags, self: Command) =>
      action(directory, { ...flags, ...typedBefore(self) }),
    );
}
