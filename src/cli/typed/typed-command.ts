import type { Command } from 'commander';
import type { CliCommand } from '../command.ts';
import { COMMANDS } from '../commands.ts';

/**
 * The command in a command line: the first word that is neither an option nor an option's value. Wrong options before
 * it do not change that, so that a failure is printed in the form of that command.
 *
 * @param otherwise the command if that word is no command's name
 */
export function typedCommand(
  program: Command,
  words: readonly string[],
  otherwise: CliCommand | undefined,
): CliCommand | undefined {
  const options = [program, ...program.commands].flatMap((command) => command.options);
  const takesValue = (word = '') =>
    options.some(({ long, short, required }) => required && [long, short].includes(word));
  const name = words.find((word, index) => !word.startsWith('-') && !takesValue(words[index - 1]));
  return COMMANDS.find((command) => command.name === name) ?? otherwise;
}
