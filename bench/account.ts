import { table } from './table.ts';

/** All that was measured, as a file. */
export function account(
  sections: readonly string[],
  machine: string[][],
  rivals: string[][],
): string {
  const parts = [
    '# Benchmarks',
    '`npm run bench -- --write` measured this, on one machine. What is compared was measured in turns, in an order that changes from round to round. A ratio is the median of the ratios of all rounds; its spread is the lowest and the highest of them. Where more is better, such as requests a second, a ratio above 1 is good for us; where less is better, such as milliseconds, one below 1. A goal is judged by the median.',
    table([['machine', ''], ...machine]),
    table([['compared with', 'version'], ...rivals]),
    ...sections,
  ];
  return `${parts.join('\n\n')}\n`;
}
