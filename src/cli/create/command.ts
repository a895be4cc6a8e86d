import { type Command, Option } from 'commander';
import {
  type Axis,
  choicesOf,
  LANGUAGE,
  MODE,
  PACKAGE_MANAGER,
  STORE,
} from '../../create/options.ts';
import type { CliCommand } from '../command.ts';
import { typedBefore } from '../typed/typed-before.ts';
import { emptyCreateReport } from './create-json.ts';
import { type CreateFlags, runCreate } from './run.ts';

/** `create` on the command line. */
export const createCommand: CliCommand = {
  name: 'create',
  summary: 'create a site with a login and sessions',
  description: 'Create an Express site with a login and sessions done right.',
  json: {
    lines: false,
    failure: ({ code, message }) => ({ ...emptyCreateReport(), error: { code, message } }),
  },
  examples: [
    'session-app create my-app',
    'session-app create my-app --mode anonymous --store redis',
    'session-app create my-app --js',
    'session-app create my-app --yes --no-install --no-git',
    'session-app create my-app --dry-run',
  ],
  define: (command, surroundings) =>
    command
      .argument('[directory]', 'where to create the site; its name becomes the package name')
      .addOption(choice('--mode <mode>', MODE))
      .addOption(choice('--store <store>', STORE))
      .addOption(choice('--language <language>', LANGUAGE))
      .option('--ts', 'short for --language typescript')
      .option('--js', 'short for --language javascript')
      .addOption(choice('--package-manager <name>', PACKAGE_MANAGER, 'the one you ran this with'))
      .option('--no-install', 'do not install the dependencies')
      .option('--no-git', 'do not create a git repository')
      .option('-y, --yes', 'ask nothing and take the defaults')
      .option('--force', 'write into a folder that is not empty, without deleting anything')
      .option('--dry-run', 'list the files and their sizes, but write nothing')
      .option('--contents', 'with --dry-run --json: print the text of each file, but for secrets')
      .option('--json', 'print one JSON object to stdout')
      .action((directory: string | undefined, flags: CreateFlags, self: Command) =>
        runCreate(directory, { ...flags, ...typedBefore(self) }, surroundings),
      ),
};

function choice<Name extends string>(
  flags: string,
  axis: Axis<Name>,
  otherwise: string = axis.default,
): Option {
  return new Option(flags, `${axis.about} (default: ${otherwise})`).choices(choicesOf(axis));
}
