import type { Command, Option } from 'commander';

/** What a shell can offer for an incomplete word. */
export type Offer =
  | { kind: 'words'; words: readonly string[] }
  | { kind: 'folders' }
  | { kind: 'files' }
  | { kind: 'nothing' };

/** One option: its forms, such as `-y` and `--yes`, and which values it takes, if any. */
export interface OptionWords {
  forms: readonly string[];
  about: string;
  value?: Offer;
}

/** One command, and what can follow it. The program itself has an empty name. */
export interface CommandWords {
  name: string;
  about: string;
  options: readonly OptionWords[];
  argument: Offer;
}

/** A program under one of its names: first itself, then its commands. */
export interface ProgramWords {
  name: string;
  commands: readonly CommandWords[];
}

/** The meaning of placeholders such as `<file>` and `[directory]`. */
const OFFERS: Readonly<Record<string, Offer>> = {
  directory: { kind: 'folders' },
  folder: { kind: 'folders' },
  what: { kind: 'folders' },
  file: { kind: 'files' },
};

/**
 * Everything that can be completed: first the program itself, then its commands.
 *
 * @param values known values of options, by their long form, and of arguments, such as `[rule]`
 */
export function commandWords(
  program: Command,
  values: Readonly<Record<string, readonly string[]>>,
): CommandWords[] {
  return [program, ...program.commands].map((command) => ({
    name: command === program ? '' : command.name(),
    about: command.summary() || command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map((option) => optionWords(option, values)),
    argument: argumentOf(command, values),
  }));
}

function optionWords(
  option: Option,
  values: Readonly<Record<string, readonly string[]>>,
): OptionWords {
  const { short, long, description: about, argChoices, required, optional, flags } = option;
  const forms = [short, long].filter((form) => form !== undefined);
  if (!required && !optional) return { forms, about };
  const placeholder = /[<[]([\w-]+)/.exec(flags)?.[1];
  return { forms, about, value: offer(argChoices ?? values[long ?? ''], placeholder) };
}

function argumentOf(command: Command, values: Readonly<Record<string, readonly string[]>>): Offer {
  const [argument] = command.registeredArguments;
  return offer(argument?.argChoices ?? values[`[${argument?.name()}]`], argument?.name());
}

function offer(choices: readonly string[] | undefined, placeholder = ''): Offer {
  if (choices) return { kind: 'words', words: choices };
  return OFFERS[placeholder] ?? { kind: 'nothing' };
}
