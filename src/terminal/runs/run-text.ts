import type { EndEvent, StartEvent, StepEvent } from '../../events/run.ts';
import { count, duration } from '../../quantities.ts';
import { wrap } from '../columns.ts';
import { behind, prose } from '../lines.ts';
import type { Paint } from '../paint.ts';
import { printable } from '../printable.ts';
import { sessionTable } from '../session-table.ts';
import { SUBJECTS } from '../subjects.ts';

/** What a run will do, in a line. */
export function startLines(
  { site, flows, pace }: StartEvent,
  width: number,
  paint: Paint,
): string[] {
  const facts = [
    site.mode && `${site.mode} mode`,
    site.store && `${site.store} store`,
    pace.join(' and ') === 'patient' ? undefined : `${pace.join(' and ')}`,
  ].filter((fact) => fact !== undefined);
  const name = printable(site.name);
  const text = printable(
    `${name}${facts.map((fact) => `, ${fact}`).join('')}: ${flows.join(', ')}`,
  );
  const [first = '', ...rest] = prose(text, width, '    ');
  return [paint.strong(first.slice(0, name.length)) + first.slice(name.length), ...rest];
}

/** Whether two successive steps of a flow show the same, apart from times: then they are shown once. */
export function areAlike(one: StepEvent, other: StepEvent): boolean {
  const outcome = ({
    title,
    visitor,
    instance,
    request,
    response,
    checks,
    notes,
    explanations,
    cookies,
    store,
  }: StepEvent) =>
    JSON.stringify([
      title,
      visitor,
      instance,
      request.method,
      request.path,
      response?.status,
      cookies.map(({ action }) => action),
      store?.changes,
      notes,
      explanations,
      checks,
    ]);
  return outcome(one) === outcome(other);
}

/** Columns of `passed   ` and `failed   `. */
const OUTCOME = 9;

/** How a run ended: passed or failed, in numbers. */
export function endLines(
  { passed, steps, checks, took }: EndEvent,
  width: number,
  paint: Paint,
): string[] {
  const total = checks.passed + checks.failed;
  const failed = checks.failed > 0 ? `${checks.failed} of ` : '';
  const numbers = `${count(steps, 'step')}, ${failed}${count(total, 'check')}`;
  const [first = '', ...rest] = behind(
    ' '.repeat(OUTCOME),
    passed ? `${numbers}, ${duration(took)}` : `${numbers} failed, ${duration(took)}`,
    width,
  );
  const outcome = passed ? paint.good('passed') : paint.bad('failed');
  return [`${outcome}   ${first.trimStart()}`, ...rest];
}

const UNSEEN = 'The session store could not be looked into, so what it holds was not checked.';

/** A note about a store that could not be read, although the site was started here; otherwise nothing. */
export function unseenLines({ sessions }: EndEvent, { site }: StartEvent, width: number): string[] {
  // Other packages than express-session do not use such a store.
  if (sessions !== null || site.kind === 'running' || site.sessionsBy) return [];
  return ['', ...wrap(UNSEEN, width)];
}

/** The contents of the store at the end, as a table. */
export function storeLines({ sessions }: EndEvent, width: number, paint: Paint): string[] {
  if (!sessions || sessions.length === 0) return [];
  const rows = sessions.map(({ created, used, expires, ...view }) => ({
    ...view,
    created: dateOf(created),
    used: dateOf(used),
    expires: dateOf(expires),
  }));
  const held = sessions.length === 1 ? 'one session' : `${sessions.length} sessions`;
  return ['', `The store holds ${held}:`, ...sessionTable(rows, { width, paint })];
}

function dateOf(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}

/** The summary of a run with `--explain`; otherwise nothing. */
export function summaryLines({ summary }: EndEvent, width: number, paint: Paint): string[] {
  if (!summary) return [];
  const margin = 14;
  const told = summary.flatMap(({ about, says }) =>
    wrap(printable(says), width - margin).map((line, index) =>
      index === 0 ? paint.strong(SUBJECTS[about].padEnd(margin)) + line : ' '.repeat(margin) + line,
    ),
  );
  return ['', paint.strong('What was seen'), ...told];
}

/** Where a visitor who does not wait for the end of a response gets another result. */
export function differenceLines({ differences = [] }: EndEvent, paint: Paint): string[] {
  if (differences.length === 0) return [];
  return [
    paint.bad('A visitor who does not wait for the end of a response gets something else:'),
    ...differences.flatMap(({ flow, title, patient, quick }) => [
      `    ${printable(`${flow}, ${title}`)}`,
      `        who waits:     ${printable(patient)}`,
      `        who does not:  ${printable(quick)}`,
    ]),
  ];
}

/** A command to type next, with more options. */
export function nextCommand(
  { passed }: EndEvent,
  { flows, pace, site }: StartEvent,
  command: string,
): string {
  if (!passed) return `${command} --report run.html`;
  if ((site.kind === 'running' || site.kind === 'other') && pace.length === 1) {
    return `${command} --pace both`;
  }
  if (site.kind !== 'generated' && site.kind !== 'built-in' && flows.length > 1) {
    return `${command} --report run.html`;
  }
  return `${command} ${flows.length === 1 ? '--flow all' : '--users 100 --concurrency 10'}`;
}
