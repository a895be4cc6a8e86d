import type { Command, Option } from 'commander';
import { Failure } from '../../failure.ts';
import { nearestOf } from '../../nearest.ts';
import { printable } from '../../terminal/printable.ts';

/** How many letters may differ; fewer in short names, because `demo` is a folder and not `dev`. */
const MOST_LETTERS = 2;
const LETTERS_A_MISTAKE = 3;
/** For options more, because letters may be swapped: `--flwo`. Two dashes show that it is no folder. */
const LETTERS_A_FLAG_MISTAKE = 2;

/**
 * Refuses a folder's name that is almost that of a command: nobody wants a site called `simulat`.
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
 * Refuses a word that is no command, if it can be nothing else.
 *
 * @throws Failure `usage` that lists the commands
 */
export function refuseUnknown(program: Command): never {
  const words = program.args.filter((word) => !word.startsWith('-'));
  const word = printable((words[0] === 'help' ? words[1] : words[0]) ?? '');
  const begun = program.commands.find((command) => beginsWith(command.name(), word));
  throw new Failure(
    'usage',
    `There is no command ${word}.${begun ? ` Did you mean ${begun.name()}?` : ''} To create a site in a folder of that name, type "session-app create ${word}"; for all commands, "session-app help".`,
  );
}

/**
 * Refuses an option that a command does not have.
 *
 * @param typed as it was typed, with or without a value behind `=`
 * @throws Failure `usage` that names the most likely option, or the commands that have it
 */
export function refuseOption(program: Command, command: Command, typed: string): never {
  const flag = typed.replace(/=.*/s, '');
  const meant = optionMeant(command.options, flag);
  const others = program.commands.filter(({ options }) =>
    options.some(({ long }) => long === flag),
  );
  const help = others.length > 0 ? haveIt(others) : 'See --help for those there are.';
  throw new Failure(
    'usage',
    `There is no option ${flag}${command === program || others.length === 0 ? '' : ` of ${command.name()}`}. ${meant ? `Did you mean ${meant}?` : help}`,
  );
}

function haveIt(commands: readonly Command[]): string {
  const names = commands.map((command) => command.name());
  return names.length === 1
    ? `The command ${names[0]} has it.`
    : `The commands ${names.slice(0, -1).join(', ')} and ${names.at(-1)} have it.`;
}

/** By its beginning, by a choice that is taken for an option (`--redis`), or by similarity. */
function optionMeant(options: readonly Option[], flag: string): string | undefined {
  const word = flag.replace(/^-+/, '');
  const names = options.flatMap(({ long }) => long ?? []);
  const begun = names.find((name) => beginsWith(name.slice(2), word));
  if (begun) return begun;
  const chosen = options.find(({ argChoices }) => argChoices?.includes(word));
  if (chosen?.long) return `${chosen.long} ${word}`;
  return nearestOf(names, flag, (name) =>
    Math.min(MOST_LETTERS, Math.floor((name.length - '--'.length) / LETTERS_A_FLAG_MISTAKE)),
  );
}

/** Shorter texts are the beginning of too many options. */
const FEWEST_LETTERS = 3;

function beginsWith(name: string, word: string): boolean {
  return word.length >= FEWEST_LETTERS && name.startsWith(word);
}
