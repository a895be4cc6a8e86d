import type { Command } from 'commander';
import { FLOWS } from '../../flows/built-in.ts';
import type { Screen } from '../screen.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import type { Shell } from './flags.ts';
import { wordsOf } from './words.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** The commands that are completed: two names of one program. */
const NAMES = ['session-app', 'create-session-app'];

/** Prints the script that makes a shell complete this program's command line, as the program itself describes it. */
export function runCompletion(shell: Shell, program: Command, screen: Screen): void {
  const flows = [...FLOWS.map(({ name }) => name), 'all'];
  screen.data(SCRIPTS[shell](wordsOf(program, { '--flow': flows }), NAMES));
}
