import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { Failure } from '../failure.ts';
import type { Screen } from './screen.ts';

/** What commands need of the world around them. */
export interface Surroundings {
  screen: Screen;
  /** Aborts when the person interrupts. */
  signal: AbortSignal;
  /** Standard input; it is opened by whoever reads it. */
  stdin: () => Readable & { isTTY?: boolean };
  env: NodeJS.ProcessEnv;
}

/** A failure, as `--json` prints it. */
export type JsonFailure = Pick<Failure, 'code' | 'message'>;

/** How a command prints JSON. */
interface JsonOutput {
  /** True where it prints one object per line, and a failure is one more of them. */
  lines: boolean;
  /** An option with which it does so all the same. */
  linesWith?: string;
  /** What stands for a failure where nothing else was printed. */
  failure: (failure: JsonFailure) => unknown;
}

/** One command: how it is typed, and what it does. Its heavy modules are imported when it runs. */
export interface CliCommand {
  name: string;
  /** What the list of commands says of it. */
  summary: string;
  /** What its own help says of it. */
  description: string;
  /** Absent where it has no `--json`. */
  json?: JsonOutput;
  /** Whole command lines. */
  examples: readonly string[];
  /** Adds its arguments, its options and what it does. */
  define(command: Command, surroundings: Surroundings): Command;
}

/** A failure as a line of its own: what most commands print. */
export function failureLine({ code, message }: JsonFailure): unknown {
  return { v: 1, type: 'error', code, message };
}
