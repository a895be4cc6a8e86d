import type { ComparisonEvent, StoreRun } from '../../events/compare.ts';
import { count } from '../../quantities.ts';
import type { Paint } from '../paint.ts';
import { SUBJECTS } from '../subjects.ts';
import { type SideBySideRow, sideBySide } from './side-by-side.ts';

const NOTHING = '–';

/** One flow on several stores, side by side: what differs, and how many steps do not. */
export function comparisonLines(
  comparison: ComparisonEvent,
  paint: Paint,
  width: number,
): string[] {
  const { flow, stores, same } = comparison;
  const rows = comparisonRows(comparison);
  const names = runsOf(stores).map(({ store }) => store);
  return [
    paint.strong(`the built-in site, ${flow}, on ${stores.map(({ store }) => store).join(', ')}`),
    ...(names.length > 0 ? ['', ...sideBySide(names, rows, { width, paint })] : []),
    '',
    sameLine(same, names.length),
    ...stores.flatMap((run) => ('why' in run ? [`left out   ${run.store}: it is not there.`] : [])),
  ];
}

function sameLine(same: number, runs: number): string {
  if (runs < 2) return 'With fewer than two stores there is nothing to compare.';
  return `${count(same, 'other step')} came out the same on each store.`;
}

type Ran = Exclude<StoreRun, { why: string[] }>;

export function runsOf(stores: readonly StoreRun[]): Ran[] {
  return stores.flatMap((run) => ('why' in run ? [] : run));
}

/** The differences as rows of a table, with a column for each store. */
export function comparisonRows({
  stores,
  explanations,
  differences,
}: ComparisonEvent): SideBySideRow[] {
  const runs = runsOf(stores);
  const each = (by: Readonly<Record<string, string | null>>) =>
    runs.map(({ store }) => by[store] ?? NOTHING);
  return [
    ...explanations.map(({ about, by }) => ({ about: SUBJECTS[about], texts: each(by) })),
    ...differences.map(({ steps, title, by }) => ({
      about: `${steps.length === 1 ? 'step' : 'steps'} ${steps.join(', ')}: ${title}`,
      texts: each(by),
    })),
    { about: 'came of it', texts: runs.map(outcome) },
  ];
}

function outcome({ passed, steps, checks }: Ran): string {
  const total = checks.passed + checks.failed;
  return passed
    ? `passed: ${count(steps, 'step')}, ${count(total, 'check')}`
    : `failed: ${checks.failed} of ${count(total, 'check')}`;
}
