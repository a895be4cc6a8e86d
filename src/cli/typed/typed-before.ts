import type { Command } from 'commander';
import { Failure } from '../../failure.ts';

/**
 * Options before a command's name count too, as in `session-app --json simulate`.
 *
 * @throws Failure `usage` if the command does not have one of them
 */
export function typedBefore(command: Command): Record<string, unknown> {
  const { parent } = command;
  const typed = Object.entries(parent?.opts() ?? {}).filter(
    ([option]) => parent?.getOptionValueSource(option) === 'cli',
  );
  for (const [name] of typed) {
    if (command.options.every((option) => option.attributeName() !== name)) {
      const flag = parent?.options.find((option) => option.attributeName() === name)?.long;
      throw new Failure('usage', `The command ${command.name()} has no option ${flag}.`);
    }
  }
  return Object.fromEntries(typed);
}
