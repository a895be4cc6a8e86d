import type { Command } from 'commander';
import { type CliCommand, failureLine } from '../command.ts';
import { typedBefore } from '../typed/typed-before.ts';

/** The options, as typed. */
export interface LearnFlags {
  json?: true;
}

/** `learn` on the command line. */
export const learnCommand: CliCommand = {
  name: 'learn',
  summary:
    'list the rules of safe sessions, or watch an attack on an app with a fault and on one without',
  description:
    'List the rules of safe sessions with their meaning. For one rule, run a small app that breaks it, and the same app without the fault, on this machine; attack both, and show the results.',
  json: { lines: true, failure: failureLine },
  examples: ['session-app learn', 'session-app learn id-renewed', 'session-app learn csp --json'],
  define: (command, surroundings) =>
    command
      .argument('[rule]', 'a rule by its name (default: list them all)')
      .option('--json', 'print one JSON object per line')
      .action(async (rule: string | undefined, flags: LearnFlags, self: Command) => {
        const { runLearn } = await import('./run.ts');
        await runLearn(rule, { ...flags, ...typedBefore(self) }, surroundings);
      }),
};
