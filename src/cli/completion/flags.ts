import { Argument, type Command } from 'commander';
import { typedBefore } from '../typed-before.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

export const COMPLETION_EXAMPLES = [
  'eval "$(session-app completion bash)"',
  'eval "$(session-app completion zsh)"',
  'session-app completion fish | source',
];

const WHERE = `
The lines below turn completion on in the current shell. For every new shell,
add yours to ~/.bashrc, ~/.zshrc (after compinit) or ~/.config/fish/config.fish.`;

/** Adds `completion` to the command line. */
export function describeCompletion(
  program: Command,
  action: (shell: Shell, program: Command) => Promise<void>,
): Command {
  return program
    .command('completion')
    .summary('print a shell completion script')
    .description('Print a script that makes your shell complete commands, options and values.')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText('after', WHERE)
    .action((shell: Shell, _flags, self: Command) => {
      typedBefore(self);
      return action(shell, program);
    });
}
