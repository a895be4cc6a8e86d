import { Argument, type Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

export const COMPLETION_EXAMPLES = [
  'eval "$(session-app completion bash)"',
  'eval "$(session-app completion zsh)"',
  'session-app completion fish | source',
];

const WHERE = `
Such a line completes commands, options and their values until the shell ends. To have it in every shell, add it to
~/.bashrc, ~/.zshrc (below compinit) or ~/.config/fish/config.fish.`;

/** Adds `completion` to the command line. */
export function describeCompletion(
  program: Command,
  action: (shell: Shell, program: Command) => Promise<void>,
): Command {
  return program
    .command('completion')
    .description('print what makes a shell complete this command line')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', WHERE)
    .action((shell: Shell) => action(shell, program));
}
