import { table } from './table.ts';

/** The beginning of the account: how to read it, and on which machine it was measured. */
export function head(machine: string[][], rivals: string[][]): string {
  return [
    '# Benchmarks',
    '`npm run bench -- --write` measured this, on one machine. What is compared was measured in turns, in an order that changes from round to round. A ratio is the median of the ratios of all rounds; its spread is the lowest and the highest of them. Where more is better, such as requests a second, a ratio above 1 is good for us; where less is better, such as milliseconds, one below 1. A goal is judged by the median.',
    table([['machine', ''], ...machine]),
    table([['compared with', 'version'], ...rivals]),
  ].join('\n\n');
}

/** The whole account, as the text of a file. */
export function account(beginning: string, sections: readonly string[]): string {
  return `${[beginning, ...sections].join('\n\n')}\n`;
}

/** The beginning of an earlier account, and its sections by the names of their benchmarks. */
export function partsOf(written: string): { beginning: string; sections: Map<string, string> } {
  const [beginning = '', ...sections] = written.split(/^(?=## )/m).map((part) => part.trimEnd());
  return {
    beginning,
    sections: new Map(sections.map((text) => [/^## (\S+)/.exec(text)?.[1] ?? '', text])),
  };
}
