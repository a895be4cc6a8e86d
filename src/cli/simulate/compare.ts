import { type CompareOptions, compare } from '../../compare/compare.ts';
import type { Store } from '../../create/options.ts';
import type { ComparisonEvent } from '../../events/compare.ts';
import type { RunEvent } from '../../events/run.ts';
import { Failure } from '../../failure.ts';
import { comparisonReportFor } from '../../reports/reports.ts';
import { comparisonLines } from '../../terminal/beside/comparison-text.ts';
import type { Surroundings } from '../command.ts';
import { openPage } from '../open-page.ts';
import { reportAt, writeReports } from '../report-files.ts';
import { flowNamed } from '../site/options.ts';
import type { SimulateFlags } from './command.ts';
import { pageAmong } from './page-among.ts';

/**
 * Runs one flow on several stores of the built-in site, and shows what differs.
 *
 * @throws Failure `check-failed` if a check failed; `store-unreadable` if a store was left out
 */
export async function runCompare(
  directory: string | undefined,
  stores: readonly Store[],
  flags: SimulateFlags,
  site: Omit<CompareOptions, 'stores' | 'flow'>,
  { screen, env }: Surroundings,
): Promise<void> {
  checkThatItCompares(directory, flags);
  const [flow, ...others] = await Promise.all(flags.flow.map(flowNamed));
  if (others.length > 0 || flow === 'all') {
    throw new Failure('usage', 'A comparison takes one flow. Name one only: --flow remember');
  }
  const { pace, reveal } = flags;
  if (pace === 'both') {
    throw new Failure('usage', 'A comparison takes one pace: choose --pace patient or quick.');
  }
  const reports = flags.report.map((path) => reportAt(path, comparisonReportFor(path)));
  const shown = flags.open ? pageAmong(flags.report) : undefined;
  const events: Array<RunEvent | ComparisonEvent> = [];
  try {
    for await (const event of compare({ ...site, stores, flow, pace, reveal })) {
      events.push(event);
      if (flags.json) screen.json(event);
      else screen.progress(progressOf(event, events));
    }
  } finally {
    screen.progress(undefined);
  }
  const end = events.find((event) => event.type === 'comparison');
  if (!end) throw new Error('A comparison ended without a result');
  if (!flags.json) screen.data(comparisonLines(end, screen.dataPaint, screen.width));
  await writeReports(reports, (render) => render(events), screen);
  if (shown) await openPage(shown, env, screen);
  checkEnding(end);
}

/** @throws Failure `usage` for options that a comparison does not support */
function checkThatItCompares(directory: string | undefined, flags: SimulateFlags): void {
  if (directory !== undefined || flags.start !== undefined || flags.url !== undefined) {
    throw new Failure(
      'usage',
      'Only the built-in site can run on several stores: your own app has one store. Leave the folder, --start and --url out; or, to see your app, leave --compare out.',
    );
  }
  const refused = Object.entries({
    '--store': flags.store,
    '--save': flags.save,
    '--use-own-store': flags.useOwnStore,
    '--dir': flags.dir,
    '--prefix': flags.prefix,
  }).find(([, typed]) => typed !== undefined);
  if (refused) {
    throw new Failure('usage', `--compare chooses the stores itself. Leave ${refused[0]} out.`);
  }
}

function progressOf(
  event: RunEvent | ComparisonEvent,
  events: ReadonlyArray<RunEvent | ComparisonEvent>,
): string | undefined {
  if (event.type !== 'step') return undefined;
  const start = events.findLast((one) => one.type === 'start');
  return `${start?.site.store ?? ''}: ${event.title}`;
}

/** If a store was left out, the exit code says so too. */
function checkEnding({ stores, passed }: ComparisonEvent): void {
  if (!passed) throw new Failure('check-failed', 'Some checks failed: see above.');
  const leftOut = stores.find((run) => 'why' in run);
  if (leftOut && 'why' in leftOut) throw new Failure('store-unreadable', leftOut.why);
}
