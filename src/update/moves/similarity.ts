import { basename } from 'node:path';

/** From here on git takes one file for another one that was moved. https://git-scm.com/docs/git-diff (`-M`) */
const SIMILAR = 0.5;

/** The same where the name differs too: a page of six lines is soon similar to another one. */
const SIMILAR_WITH_OTHER_NAME = 0.75;

/** How much of the larger of two files is in both, from 0 to 1, measured as git does: in the bytes of lines that both have. */
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

/** The candidate that is most similar to a file; undefined where none is similar enough to be the same one, moved. */
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
  // What is behind the last line end is no line.
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
