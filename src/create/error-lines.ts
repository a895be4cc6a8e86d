import { printedLines } from '../printed.ts';

/** A person reads so many. */
const MOST_LINES = 12;

/** The first line of what went wrong, as git, npm, pnpm, both Yarns and Bun begin it. Yarn's YN0000 is not an error. */
const ERROR = /\b(error|fatal|ERR_\w+)\b|ERR!|\bYN(?!0000)\d{4}\b/i;

/** Notices, warnings, hints and stack frames, which may stand before, between and behind the lines that count. */
const NOISE =
  /^\s*$|^\s*(npm )?(notice|warn|warning|info|hint)\b|^(npm (error|ERR!))?\s*(at .*)?$|\bYN0000\b/i;

/**
 * What went wrong, of all that a program printed: from the first line about an error on; its last lines, where none is.
 * They are plain text, whatever the program took for a terminal.
 */
export function errorLines(output: string): string[] {
  const lines = printedLines(output).filter((line) => !NOISE.test(line));
  const first = lines.findIndex((line) => ERROR.test(line));
  return first === -1 ? lines.slice(-MOST_LINES) : lines.slice(first, first + MOST_LINES);
}
