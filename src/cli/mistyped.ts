import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import { nearestOf } from '../nearest.ts';
import { printable } from '../terminal/printable.ts';

/** So many letters may differ; of short names fewer, because `demo` is a folder and not `dev`. */
const MOST_LETTERS = 2;
const LETTERS_A_MISTAKE = 3;

/**
 * Refuses a folder's name that is nearly that of a command: nobody should get a site called `simulat`.
 *
 * @throws Failure `usage` that names the command
 */
export function refuseMistyped(program: Command, [word = '']: readonly string[]): void {
  const names = program.commands.map((command) => command.name());
  if (names.includes(word)) return;
  const most = (name: string) =>
    Math.min(MOST_LETTERS, Math.floor(name.length / LETTERS_A_MISTAKE));
  const nearest = nearestOf(names, word, most);
  if (nearest === undefined) return;
  throw new Failure(
    'usage',
    `There is no command ${word}. Did you mean ${nearest}? For a site in a folder of that name, type ./${word}.`,
  );
}

/**
 * Refuses a word that is no command, where nothing else can be meant.
 *
 * @throws Failure `usage` that says what there is
 */
export function refuseUnknown(program: Command): never {
  const words = program.args.filter((word) => !word.startsWith('-'));
  const word = printable((words[0] === 'help' ? words[1] : words[0]) ?? '');
  throw new Failure(
    'usage',
    `There is no command ${word}. To create a site in a folder of that name, type "session-app create ${word}"; for all commands, "session-app help".`,
  );
}
