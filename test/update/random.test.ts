import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gitIn } from '../../src/update/git.ts';
import { withUnixLineEnds } from '../../src/update/merge/line-ends.ts';
import { mergeFile } from '../../src/update/merge/merge-file.ts';
import { scratchFolder } from '../support/scratch.ts';

/** What somebody does to a text: at which line, how many lines go, and how many come. */
const EDITS = fc.array(fc.record({ at: fc.nat(40), gone: fc.nat(3), come: fc.nat(3) }), {
  maxLength: 4,
});

/** Makes edits; each line that comes is the only one of its kind. */
function edited(
  lines: readonly string[],
  who: string,
  edits: ReadonlyArray<{ at: number; gone: number; come: number }>,
) {
  const result = [...lines];
  const came: string[] = [];
  for (const [index, { at, gone, come }] of edits.entries()) {
    const fresh = Array.from({ length: come }, (_, n) => `${who} ${index} ${n}`);
    came.push(...fresh);
    result.splice(at, gone, ...fresh);
  }
  return { lines: result, came: came.filter((line) => result.includes(line)) };
}

it('no line that somebody has added is lost, whatever both have changed, with any line ends', async () => {
  const folder = scratchFolder();
  const git = await gitIn(folder, new AbortController().signal);
  const labels = { ours: 'yours', base: 'base', theirs: 'theirs' };
  const base = Array.from({ length: 40 }, (_, n) => `line ${n % 7} ${n % 2 === 0 ? n : ''}`);
  const text = (lines: readonly string[], end: string, last: boolean) =>
    Buffer.from(lines.join(end) + (last ? end : ''));
  await fc.assert(
    fc.asyncProperty(EDITS, EDITS, fc.boolean(), fc.boolean(), async (mine, others, crlf, last) => {
      const [ours, theirs] = [edited(base, 'mine', mine), edited(base, 'theirs', others)];
      const end = crlf ? '\r\n' : '\n';
      const present = withUnixLineEnds(text(ours.lines, end, last));
      const file = { ...present, id: '', mode: 0o644 };
      const before = text(base, '\n', true);
      const merging = { git, labels, scratch: folder };
      const { contents } = await mergeFile(
        'src/a.ts',
        before,
        file,
        text(theirs.lines, '\n', true),
        merging,
      );
      const lines = contents.toString().split(end);
      for (const line of [...ours.came, ...theirs.came]) expect(lines).toContain(line);
      if (crlf && ours.lines.length > 1) expect(contents.toString()).not.toMatch(/(?<!\r)\n/);
    }),
    { numRuns: 60 },
  );
});
