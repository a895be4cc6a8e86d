import { type Line, textOf } from './terminal.ts';

const GAP: Line = [{ column: 1, text: '…', bold: false, color: 'quiet' }];

/**
 * The beginning of a run, the steps with these words in the headline, and the end. Each gap is marked by a line with an
 * ellipsis.
 *
 * @throws if a step is missing
 */
export function excerpt(lines: readonly Line[], words: readonly string[]): Line[] {
  const paragraphs = paragraphsOf(lines);
  const headlines = paragraphs.map(([headline = []]) => textOf(headline));
  const missing = words.find((word) => !headlines.some((headline) => headline.includes(word)));
  if (missing) throw new Error(`No step of the run has “${missing}” in its headline.`);

  const shown = headlines.map(
    (headline, index) =>
      index === 0 ||
      index === headlines.length - 1 ||
      words.some((word) => headline.includes(word)),
  );
  return paragraphs.flatMap((paragraph, index) => {
    if (!shown[index]) return shown[index - 1] ? [GAP] : [];
    const follows = index > 0 && shown[index - 1];
    return follows ? [[], ...paragraph] : paragraph;
  });
}

function paragraphsOf(lines: readonly Line[]): Line[][] {
  const paragraphs: Line[][] = [[]];
  for (const line of lines) {
    if (line.length > 0) paragraphs.at(-1)?.push(line);
    else paragraphs.push([]);
  }
  return paragraphs;
}
