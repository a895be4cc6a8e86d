import { parseArgs } from 'node:util';

export interface Arguments {
  list: boolean;
  /** The benchmarks to run; all if none is named. */
  names: string[];
  quick: boolean;
  rounds?: number;
  /** Whether to write the account to its file. */
  write: boolean;
}

/** A word on the command line that is not understood. The message shows the usage. */
export class WrongUsage extends Error {}

const OPTIONS = {
  list: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] as string[] },
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  write: { type: 'boolean', default: false },
} as const;

/**
 * Reads the words after the command.
 *
 * @param known the names of all benchmarks
 * @throws WrongUsage
 */
export function readArguments(words: string[], known: readonly string[]): Arguments {
  const { values, positionals } = parse(words);
  const { list, quick, write, only } = values;
  if (positionals.length > 0 && only.length === 0) {
    throw new WrongUsage(`"${positionals[0]}" means nothing here. Names come after --only.`);
  }
  const names = [...only, ...positionals];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new WrongUsage(`There is no benchmark "${unknown}". There are ${known.join(', ')}.`);
  }
  if (write && quick) {
    throw new WrongUsage('--write is for what was measured in full: leave --quick out.');
  }
  const rounds = readRounds(values.rounds);
  return { list, names, quick, write, ...(rounds !== undefined && { rounds }) };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new WrongUsage(
      `${error.message.split('. ')[0]}. There are --list, --only NAME, --quick, --rounds N and --write.`,
    );
  }
}

function readRounds(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d*$/.test(text)) return (text && Number(text)) || undefined;
  throw new WrongUsage(`--rounds takes a whole number from 1 up, not "${text}".`);
}
