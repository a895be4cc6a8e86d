import { Argument, type Command } from 'commander';
import type { CliCommand } from '../command.ts';
import { typedBefore } from '../typed/typed-before.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

const WHERE = `
The lines below turn completion on in the current shell. For every new shell,
add yours to ~/.bashrc, ~/.zshrc (after compinit) or ~/.config/fish/config.fish.`;

/** `completion` on the command line. */
export const completionCommand: CliCommand = {
  name: 'completion',
  summary: 'print a shell completion script',
  description: 'Print a script that makes your shell complete commands, options and values.',
  examples: [
    'eval "$(session-app completion bash)"',
    'eval "$(session-app completion zsh)"',
    'session-app completion fish | source',
  ],
  define: (command, surroundings) =>
    command
      .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
      .addHelpText('after', WHERE)
      .action(async (shell: Shell, _flags: object, self: Command) => {
        typedBefore(self);
        const { runCompletion } = await import('./run.ts');
        runCompletion(shell, surroundings);
      }),
};
