import { FLOWS } from '../../flows/built-in/flows.ts';
import { RULES } from '../../rules/rules.ts';
import type { Surroundings } from '../command.ts';
import { buildProgram, NAMES } from '../program.ts';
import { bashScript } from './bash.ts';
import type { Shell } from './command.ts';
import { fishScript } from './fish.ts';
import { commandWords } from './words.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Prints the script that makes a shell complete the command line under both of its names. */
export function runCompletion(shell: Shell, surroundings: Surroundings): void {
  const values = {
    '--flow': [...FLOWS.map(({ name }) => name), 'all'],
    '[rule]': RULES.map(({ id }) => id),
  };
  const programs = NAMES.map((name) => ({
    name,
    commands: commandWords(buildProgram(name, '', surroundings), values),
  }));
  surroundings.screen.data(SCRIPTS[shell](programs).split('\n'));
}
