import { type Command, InvalidArgumentError } from 'commander';
import { type CliCommand, failureLine } from '../command.ts';
import { typedBefore } from '../typed/typed-before.ts';

/** The options, as typed. */
export interface DevFlags {
  start?: string;
  open?: true;
  ui?: true;
  uiPort?: number;
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
  description: 'Run a site in development, and log each request, and how it changed its session.',
  json: { lines: true, failure: failureLine },
  examples: [
    'session-app dev ./my-app',
    'session-app dev ./other --start "node --watch server.js"',
    'session-app dev ./my-app --ui',
  ],
  define: (command, surroundings) =>
    command
      .argument('[directory]', "the site's folder (default: the current folder)")
      .option('--start <command>', 'the command that starts it, instead of its "dev" script')
      .option('--open', 'open the site in the browser when it runs')
      .option('--ui', 'open a page that shows it live, and saves what was clicked as a flow')
      .option('--ui-port <port>', 'the port of that page (default: a free one)', port)
      .option('-v, --verbose', 'show requests for style sheets, scripts, images and fonts too')
      .option('--reveal', 'show session ids, and values that look like secrets')
      .option('--json', 'print one JSON object per line')
      .addHelpText('after', ENDING)
      .action(async (directory: string | undefined, flags: DevFlags, self: Command) => {
        const { runDev } = await import('./run.ts');
        await runDev(directory, { ...flags, ...typedBefore(self) }, surroundings);
      }),
};

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 65_535) return number;
  throw new InvalidArgumentError('It must be a port, from 1 to 65535.');
}
