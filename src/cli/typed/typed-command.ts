import type { Command } from 'commander';
import type { CliCommand } from '../command.ts';
import { COMMANDS } from '../commands.ts';

/**
 * The command that a command line means: the first word that is neither an option nor an option's value. What is wrong
 * with the options in front of it changes nothing, so that a failure is told in the way of the command that was meant.
 *
 * @param otherwise what is meant where that word is no command's name
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
