import { basename } from 'node:path';

const IGNORE_FILES: ReadonlySet<string> = new Set(['.gitignore', '.dockerignore']);

/**
 * A file that lists what git or Docker ignore, with all patterns that it had before: the folder of a former store still
 * contains sessions, which must not be committed. Any other file is returned unchanged.
 */
export function stillIgnoring(path: string, before: Buffer, after: Buffer): Buffer {
  if (!IGNORE_FILES.has(basename(path))) return after;
  const kept = new Set(patternsIn(after));
  const lost = patternsIn(before).filter((line) => !kept.has(line));
  if (lost.length === 0) return after;
  return Buffer.from(`${after.toString('utf8').trimEnd()}\n${lost.join('\n')}\n`);
}

function patternsIn(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').split(/\r?\n/);
  return lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
}
