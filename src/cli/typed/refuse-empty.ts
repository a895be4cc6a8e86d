import type { Command } from 'commander';
import { Failure } from '../../failure.ts';

/** In Redis, the prefix of keys may be empty. */
const MAY_BE_EMPTY = '--prefix';

/**
 * Refuses a directory and values of options that are empty. They come from unset variables, and would be taken for the
 * current folder, or for an option that was not given.
 *
 * @throws Failure `usage` that names the first of them
 */
export function refuseEmpty(command: Command): void {
  const owners = command.parent ? [command, command.parent] : [command];
  const option = owners
    .flatMap((owner) =>
      owner.options.map((one) => ({ ...one, value: owner.getOptionValue(one.attributeName()) })),
    )
    .find(({ long, value }) => long !== MAY_BE_EMPTY && holdsEmpty(value));
  if (option) refuse(option.long ?? option.flags);
  const [argument] = command.registeredArguments;
  if (argument?.name() === 'directory' && command.args[0] === '') refuse('The directory');
}

function holdsEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.includes(''));
}

function refuse(what: string): never {
  throw new Failure(
    'usage',
    `${what} is "", perhaps from a variable that is not set. Give it a value, or leave it out.`,
  );
}
