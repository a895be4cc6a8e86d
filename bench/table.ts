import type { Benchmark } from './benchmark.ts';
import { type Comparison, isMet } from './comparisons.ts';

const HEAD = ['measured', 'ours', 'median', 'beside', 'median', 'ratio', 'spread', 'goal'];

/** The section of one benchmark: what it shows, its table, and how to repeat it. */
export function section(
  { name, shows }: Pick<Benchmark, 'name' | 'shows'>,
  comparisons: readonly Comparison[],
): string {
  const rounds = Math.max(...comparisons.map(({ ratio }) => ratio.rounds));
  return [
    `## ${name}`,
    shows,
    table([HEAD, ...comparisons.map(row)]),
    ...obstacles(comparisons),
    `Rounds: ${rounds}. To repeat it: \`npm run bench -- --only ${name}\``,
  ].join('\n\n');
}

/** A Markdown table that is also easy to read as plain text. The first row is the head. */
export function table([head = [], ...rows]: ReadonlyArray<readonly string[]>): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((cells) => (cells[column] ?? '').length)),
  );
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  return [line(head), line([], '-'), ...rows.map((cells) => line(cells))].join('\n');
}

function row(comparison: Comparison): string[] {
  const { ours, other, measure, setting, ratio } = comparison;
  return [
    [measure, ...(setting ? [setting] : [])].join(', '),
    ours,
    number(ratio.ours),
    other,
    number(ratio.other),
    number(ratio.median),
    `${number(ratio.lowest)} to ${number(ratio.highest)}`,
    goalOf(comparison),
  ];
}

function goalOf(comparison: Comparison): string {
  const { goal } = comparison;
  if (!goal) return '';
  const { other, bound, limit, measure } = goal;
  const unit = other === undefined ? ` ${measure.split(' ').at(-1)}` : '';
  return `${bound} ${limit}${unit}: ${isMet(comparison, goal) ? 'met' : 'not met'}`;
}

/** The known reasons for missed goals. */
function obstacles(comparisons: readonly Comparison[]): string[] {
  const missed = comparisons.flatMap((comparison) => {
    const { goal } = comparison;
    return goal?.obstacle && !isMet(comparison, goal) ? [goal.obstacle] : [];
  });
  return [...new Set(missed)];
}

/** Three digits are as exact as such measurements are; a large number is written in full. */
function number(value: number): string {
  const digits =
    value >= 1_000
      ? { maximumFractionDigits: 0 }
      : { minimumSignificantDigits: 3, maximumSignificantDigits: 3 };
  return new Intl.NumberFormat('en', digits).format(value);
}
