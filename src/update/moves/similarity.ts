import { basename } from 'node:path';

/** From this value on, git treats two files as one that was moved. https://git-scm.com/docs/git-diff (`-M`) */
const SIMILAR = 0.5;

/** The limit if the names differ, too: short pages are similar to each other anyway. */
const SIMILAR_WITH_OTHER_NAME = 0.75;

/** The part of the larger file that is in both, from 0 to 1, measured as git does: in bytes of common lines. */
function similarity(one: Buffer, other: Buffer): number {
  const largest = Math.max(one.length, other.length);
  if (largest === 0) return 0;
  const left = new Map<string, number>();
  for (const line of linesOf(one)) left.set(line, (left.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of linesOf(other)) {
    const count = left.get(line) ?? 0;
    if (count === 0) continue;
    left.set(line, count - 1);
    common += line.length + 1;
  }
  return Math.min(1, common / largest);
}

/** The candidate that is most similar to a file; undefined if none is similar enough. */
export function mostSimilar(
  path: string,
  file: Buffer,
  candidates: ReadonlyMap<string, Buffer>,
): string | undefined {
  let best: { path: string; score: number } | undefined;
  for (const [candidate, bytes] of candidates) {
    const [small, large] = [file.length, bytes.length].sort((a, b) => a - b);
    if (!small || !large || small / large < SIMILAR) continue;
    const needed = basename(candidate) === basename(path) ? SIMILAR : SIMILAR_WITH_OTHER_NAME;
    const score = similarity(file, bytes);
    if (score >= needed && score > (best?.score ?? 0)) best = { path: candidate, score };
  }
  return best?.path;
}

function linesOf(bytes: Buffer): string[] {
  const lines = bytes.toString('latin1').split('\n');
  // A final line end does not begin another line.
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
