import { Command, Option } from 'commander';
import { type Axis, choicesOf, LANGUAGE, MODE, PACKAGE_MANAGER, STORE } from '../create/options.ts';
import { COMPLETION_EXAMPLES, describeCompletion, type Shell } from './completion/flags.ts';
import type { CreateFlags } from './create/run.ts';
import { DECODE_EXAMPLES, type DecodeFlags, describeDecode } from './decode/flags.ts';
import { DEV_EXAMPLES, type DevFlags, describeDev } from './dev/flags.ts';
import { EXIT_CODES } from './exit.ts';
import { describeInspect, INSPECT_EXAMPLES, type InspectFlags } from './inspect/flags.ts';
import { refuseMistyped } from './mistyped.ts';
import { describeSimulate, SIMULATE_EXAMPLES, type SimulateFlags } from './simulate/flags.ts';
import { typedBefore } from './typed-before.ts';

/** What the commands do; `program` only reads what was typed. */
export interface Actions {
  create(directory: string | undefined, flags: CreateFlags): Promise<void>;
  simulate(directory: string | undefined, flags: SimulateFlags): Promise<void>;
  inspect(words: string[], flags: InspectFlags): Promise<void>;
  decode(cookie: string | undefined, flags: DecodeFlags): Promise<void>;
  dev(directory: string | undefined, flags: DevFlags): Promise<void>;
  completion(shell: Shell, program: Command): Promise<void>;
}

const EXAMPLES = [
  '',
  '--mode anonymous --store redis',
  '--js',
  '--yes --no-install --no-git',
  '--dry-run',
];

const CREATES = 'Create an Express site with a login and sessions done right.';

/** The command line. To create is what the program does when no other command is named. */
export function buildProgram(name: string, version: string, actions: Actions): Command {
  const program: Command = new Command(name)
    .description(CREATES)
    .version(version, '-V, --version', 'show the version')
    .enablePositionalOptions()
    .exitOverride((error) => {
      // A mistyped command takes none of its options.
      if (error.exitCode !== 0) refuseMistyped(program, program.args);
      throw error;
    })
    .hook('preAction', (_, command) => {
      if (command === program) refuseMistyped(program, program.args);
    })
    // What went wrong is said in one place, for people and for --json alike.
    .configureOutput({ outputError: () => {} });
  describeCreate(program, actions).addHelpText('after', examplesHelp(name) + exitCodesHelp());

  const create = program
    .command('create')
    .summary('create a site (the default)')
    .description(CREATES);
  describeCreate(create, actions).addHelpText(
    'after',
    examplesHelp('session-app') + exitCodesHelp(),
  );
  const described: Array<[command: Command, examples: readonly string[]]> = [
    [describeSimulate(program, actions.simulate), SIMULATE_EXAMPLES.map(inFull)],
    [describeInspect(program, actions.inspect), INSPECT_EXAMPLES.map(inFull)],
    [describeDecode(program, actions.decode), DECODE_EXAMPLES.map(inFull)],
    [describeDev(program, actions.dev), DEV_EXAMPLES.map(inFull)],
    [describeCompletion(program, actions.completion), COMPLETION_EXAMPLES],
  ];
  for (const [command, examples] of described) {
    command.addHelpText('after', examplesOf(examples) + exitCodesHelp());
  }
  for (const command of [program, ...program.commands]) {
    command
      .option('--no-color', 'print without colours, as NO_COLOR does')
      .helpOption('-h, --help', 'show this help');
  }
  return program;
}

function describeCreate(command: Command, actions: Actions): Command {
  return command
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
    .option('--json', 'print one JSON object to stdout')
    .action((directory: string | undefined, flags: CreateFlags, self: Command) =>
      actions.create(directory, { ...flags, ...typedBefore(self) }),
    );
}

function choice<Name extends string>(
  flags: string,
  axis: Axis<Name>,
  otherwise: string = axis.default,
): Option {
  return new Option(flags, `${axis.about} (default: ${otherwise})`).choices(choicesOf(axis));
}

function examplesHelp(name: string): string {
  const command = name === 'create-session-app' ? 'npx create-session-app' : `${name} create`;
  return examplesOf(EXAMPLES.map((options) => `${command} my-app ${options}`.trimEnd()));
}

function inFull(example: string): string {
  return `session-app ${example}`;
}

function examplesOf(commands: readonly string[]): string {
  return `\nExamples:\n${commands.map((command) => `  $ ${command}`).join('\n')}\n`;
}

function exitCodesHelp(): string {
  const rows = Object.entries(EXIT_CODES).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`);
  return `\nExit codes:\n${rows.join('\n')}\n`;
}
