import type { Command } from 'commander';
import { distance } from 'fastest-levenshtein';
import { Failure } from '../failure.ts';

/** So many letters may differ; of short names fewer, because `demo` is a folder and not `dev`. */
const MOST_LETTERS = 2;
const LETTERS_A_MISTAKE = 3;

/**
 * Refuses a folder's name that is nearly that of a command: without a command the program creates, and nobody should
 * get a site called `simulat`.
 *
 * @throws Failure `usage` that names the command
 */
export function refuseMistyped(program: Command, [word = '']: readonly string[]): void {
  const names = program.commands.map((command) => command.name());
  if (names.includes(word)) return;
  const [nearest] = names
    .map((name) => ({ name, mistakes: distance(word, name) }))
    .filter(({ name, mistakes }) => {
      return mistakes <= Math.min(MOST_LETTERS, Math.floor(name.length / LETTERS_A_MISTAKE));
    })
    .sort((one, other) => one.mistakes - other.mistakes);
  if (!nearest) return;
  throw new Failure(
    'usage',
    `There is no command ${word}. Did you mean ${nearest.name}? For a site in a folder of that name, type ./${word}.`,
  );
}
