import { printedLines } from '../printed.ts';

/** More lines than this, nobody reads. */
const MOST_LINES = 12;

/** The first line of an error, as git, npm, pnpm, both Yarns and Bun write it. Yarn's YN0000 is not an error. */
const ERROR = /\b(error|fatal|ERR_\w+)\b|ERR!|\bYN(?!0000)\d{4}\b/i;

/** Notices, warnings, hints and stack frames, which can stand before, between and after the lines of the error. */
const NOISE =
  /^\s*$|^\s*(npm )?(notice|warn|warning|info|hint)\b|^(npm (error|ERR!))?\s*(at .*)?$|\bYN0000\b/i;

/**
 * The lines about an error in a program's output: from its first line on, or the last lines if there is no such line.
 * They are plain text, without colour codes.
 */
export function errorLines(output: string): string[] {
  const lines = printedLines(output).filter((line) => !NOISE.test(line));
  const first = lines.findIndex((line) => ERROR.test(line));
  return first === -1 ? lines.slice(-MOST_LINES) : lines.slice(first, first + MOST_LINES);
}
