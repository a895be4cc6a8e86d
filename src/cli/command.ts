import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { Failure } from '../failure.ts';
import type { Screen } from './screen.ts';

/** What commands get from outside. */
export interface Surroundings {
  screen: Screen;
  /** Aborts on Ctrl-C or a similar signal. */
  signal: AbortSignal;
  /** Standard input; it is opened at the first call. */
  stdin: () => Readable & { isTTY?: boolean };
  env: NodeJS.ProcessEnv;
}

/** A failure, as `--json` prints it. */
export type JsonFailure = Pick<Failure, 'code' | 'message'>;

/** How a command prints JSON. */
interface JsonOutput {
  /** True if it prints one object per line; then a failure is one more line. */
  lines: boolean;
  /** An option with which it does so all the same. */
  linesWith?: string;
  /** The object for a failure if nothing else was printed. */
  failure: (failure: JsonFailure) => unknown;
}

/** One command: its name and options, and what it does. Large modules are imported when it runs. */
export interface CliCommand {
  name: string;
  /** Its line in the list of commands. */
  summary: string;
  /** The first paragraph of its own help. */
  description: string;
  /** Absent if it has no `--json`. */
  json?: JsonOutput;
  /** Whole command lines. */
  examples: readonly string[];
  /** Adds its arguments, its options and what it does. */
  define(command: Command, surroundings: Surroundings): Command;
}

/** A failure as a line of its own, as most commands print it. */
export function failureLine({ code, message }: JsonFailure): unknown {
  return { v: 1, type: 'error', code, message };
}
