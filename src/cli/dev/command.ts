import type { Command } from 'commander';
import { type CliCommand, failureLine } from '../command.ts';
import { typedBefore } from '../typed-before.ts';

/** What was typed. */
export interface DevFlags {
  start?: string;
  open?: true;
  verbose?: true;
  reveal?: true;
  json?: true;
}

const ENDING = `
Ctrl-C stops the app and everything it started; the exit code is then 0.`;

/** `dev` on the command line. */
export const devCommand: CliCommand = {
  name: 'dev',
  summary: 'run a site in development, and log each request',
  description: 'Run a site in development, and log each request with what became of its session.',
  json: { lines: true, failure: failureLine },
  examples: [
    'session-app dev ./my-app',
    'session-app dev ./other --start "node --watch server.js"',
  ],
  define: (command, surroundings) =>
    command
      .argument('[directory]', "the site's folder (default: the current folder)")
      .option('--start <command>', 'the command that starts it, instead of its "dev" script')
      .option('--open', 'open the site in the browser when it runs')
      .option('-v, --verbose', 'show requests for style sheets, scripts, images and fonts too')
      .option('--reveal', 'show session ids, and values that look like secrets')
      .option('--json', 'print one JSON object per line')
      .addHelpText('after', ENDING)
      .action(async (directory: string | undefined, flags: DevFlags, self: Command) => {
        const { runDev } = await import('./run.ts');
        await runDev(directory, { ...flags, ...typedBefore(self) }, surroundings);
      }),
};
