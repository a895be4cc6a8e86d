import { Command, CommanderError } from 'commander';
import type { CliCommand, Surroundings } from './command.ts';
import { COMMANDS } from './commands.ts';
import { createCommand } from './create/command.ts';
import { EXIT_CODES } from './exit.ts';
import { refuseMistyped, refuseOption, refuseUnknown } from './typed/mistyped.ts';
import { refuseEmpty } from './typed/refuse-empty.ts';
import { checkWorkingDirectory } from './working-directory.ts';

/** The name of the program that creates a site if no command is typed. */
export const CREATES = 'create-session-app';

/** The program's two names. */
export const NAMES = ['session-app', CREATES] as const;

const ABOUT =
  'Create Express sites with sessions, and see what the sessions of any Express app do.';

/**
 * The command line. `session-app` accepts only commands; for `create-session-app`, any other word is a directory.
 */
export function buildProgram(name: string, version: string, surroundings: Surroundings): Command {
  const creates = name === CREATES;
  const program: Command = new Command(name)
    .description(creates ? createCommand.description : ABOUT)
    .version(version, '-V, --version', 'show the version')
    .helpCommand('help [command]', 'show the help of a command')
    .enablePositionalOptions()
    .hook('preAction', (_, command) => {
      if (command === program) refuseMistyped(program, program.args);
      refuseEmpty(command);
      checkWorkingDirectory();
    })
    // Errors are printed in one place, for people and for --json.
    .configureOutput({
      outputError: () => {},
      writeErr: () => {},
      writeOut: (text) => surroundings.screen.data(text.replace(/\n$/, '').split('\n')),
    });

  if (creates) createCommand.define(program, surroundings);
  else program.on('beforeHelp', () => refuseHelpOfNone(program));
  const examples = creates
    ? shortForms()
    : COMMANDS.flatMap((command) => command.examples[0] ?? []);
  program.addHelpText('after', footer(examples) + exitCodes());
  for (const command of COMMANDS) define(command, program, surroundings);
  for (const command of [program, ...program.commands]) {
    command.exitOverride((error) => {
      if (error.code === 'commander.help' && program.args.length === 0) showHelp(program);
      // A mistyped command accepts none of its options.
      if (error.exitCode !== 0) refuseMistyped(program, program.args);
      if (isUnknownCommand(error)) {
        if (isHelpOfHelp(program)) showHelp(program);
        refuseUnknown(program);
      }
      const [, flag] = UNKNOWN_OPTION.exec(error.message) ?? [];
      if (flag !== undefined) refuseOption(program, command, flag);
      throw error;
    });
    command
      .option('--no-color', 'print without colours, the same as setting NO_COLOR')
      .helpOption('-h, --help', 'show this help');
  }
  return program;
}

function define(
  { name, summary, description, examples, define: defineRest }: CliCommand,
  program: Command,
  surroundings: Surroundings,
): void {
  const command = program.command(name).summary(summary).description(description);
  defineRest(command, surroundings).addHelpText('after', footer(examples));
}

/** Commander's message. */
const UNKNOWN_OPTION = /^error: unknown option '(.*?)'(?:\n|$)/s;

/** Typing nothing but the program's name shows the help, which is no mistake. */
function showHelp(program: Command): never {
  program.outputHelp();
  throw new CommanderError(0, 'commander.help', '(outputHelp)');
}

/** `nope --help` fails like `nope`: otherwise the general help would seem to be that of a command. */
function refuseHelpOfNone(program: Command): void {
  const [word] = program.args;
  if (word === undefined || word.startsWith('-') || word === 'help') return;
  refuseMistyped(program, program.args);
  refuseUnknown(program);
}

/** `help nope` fails like `nope`. */
function isUnknownCommand({ code, exitCode }: CommanderError): boolean {
  return code === 'commander.unknownCommand' || (code === 'commander.help' && exitCode !== 0);
}

/** `help help` and `help --help` are no mistake either. */
function isHelpOfHelp({ args }: Command): boolean {
  const [first, second = 'help'] = args.filter((word) => !word.startsWith('-'));
  return first === 'help' && second === 'help';
}

function shortForms(): string[] {
  return createCommand.examples.map((example) => example.replace(/^\S+ \S+/, `npx ${CREATES}`));
}

function footer(examples: readonly string[]): string {
  const commands = examples.map((example) => `  $ ${example}`);
  return `\nExamples:\n${commands.join('\n')}\n`;
}

/** They are the same for every command, so the help of a command does not repeat them. */
function exitCodes(): string {
  const codes = Object.entries(EXIT_CODES).map(
    ([code, meaning]) => `  ${code.padEnd(5)}${meaning}`,
  );
  return `\nExit codes:\n${codes.join('\n')}\n`;
}
