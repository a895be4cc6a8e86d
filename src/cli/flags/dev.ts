import type { Command } from 'commander';
import { typedBefore } from './typed-before.ts';

/** What was typed. */
export interface DevFlags {
  start?: string;
  reveal?: true;
  json?: true;
}

export const DEV_EXAMPLES = ['dev ./my-app', 'dev ./other --start "node --watch server.js"'];

const ENDING = `
Ctrl-C ends the app and all its processes. That is how it is meant to end, so the exit code is 0.`;

/** Adds `dev` to the command line. */
export function describeDev(
  program: Command,
  action: (directory: string | undefined, flags: DevFlags) => Promise<void>,
): Command {
  return program
    .command('dev')
    .description('start a site as its own script "dev" does, and tell of each request to it')
    .argument('[directory]', "the site's folder (default: this one)")
    .option('--start <command>', 'how to start it, in place of its script "dev"')
    .option('--reveal', 'show session ids, and what looks like a secret')
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', ENDING)
    .action((directory: string | undefined, flags: DevFlags, self: Command) =>
      action(directory, { ...flags, ...typedBefore(self) }),
    );
}
