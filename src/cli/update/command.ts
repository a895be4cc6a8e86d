import { type Command, Option } from 'commander';
import { type Axis, choicesOf, MODE, type Mode, STORE, type Store } from '../../create/options.ts';
import type { CliCommand } from '../command.ts';
import { typedBefore } from '../typed/typed-before.ts';
import { emptyUpdateReport } from './update-json.ts';

/** The options, as typed. */
export interface UpdateFlags {
  mode?: Mode;
  store?: Store;
  from?: string;
  check?: true;
  dryRun?: true;
  force?: true;
  install: boolean;
  test: boolean;
  json?: true;
}

/** `update` on the command line. */
export const updateCommand: CliCommand = {
  name: 'update',
  summary: 'bring a site up to date, and keep your changes',
  description:
    'Bring a site up to date with this version, or move it to another store or mode. What you have changed is merged.',
  json: {
    lines: false,
    failure: ({ code, message }) => ({ ...emptyUpdateReport(), error: { code, message } }),
  },
  examples: [
    'session-app update ./my-app',
    'session-app update ./my-app --dry-run',
    'session-app update ./my-app --check',
    'session-app update ./my-app --mode anonymous --dry-run',
  ],
  define: (command, surroundings) =>
    command
      .argument('[directory]', 'the site (default: the current folder)')
      .addOption(choice('--store <store>', STORE))
      .addOption(choice('--mode <mode>', MODE))
      .option('--from <folder>', 'the site as it was generated, or the package that made it')
      .option('--check', 'fail if a security fix is missing; change nothing')
      .option('--dry-run', 'show what would change; change nothing')
      .option('--force', 'update a site that is not committed')
      .option('--no-install', 'do not install the dependencies')
      .option('--no-test', "do not run the site's tests")
      .option('--json', 'print one JSON object to stdout')
      .action(async (directory: string | undefined, flags: UpdateFlags, self: Command) => {
        const { runUpdate } = await import('./run.ts');
        await runUpdate(directory, { ...flags, ...typedBefore(self) }, surroundings);
      }),
};

function choice<Name extends string>(flags: string, axis: Axis<Name>): Option {
  return new Option(flags, `${axis.about}, from now on`).choices(choicesOf(axis));
}
