import type {
  Finding,
  Findings,
  LoadEndEvent,
  LoadProgressEvent,
  LoadStep,
} from '../events/load.ts';
import { count, duration, grouped } from '../quantities.ts';
import { cutTo, padTo, widthOf, wrap } from './columns.ts';
import { behind } from './lines.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** The progress of a load test, in a line. */
export function progressLine(event: LoadProgressEvent): string {
  const { at, flows, requestsPerSecond, errors, breaches } = event;
  const facts = [
    duration(at, { smallest: 's' }),
    count(flows, 'flow'),
    `${grouped(Math.round(requestsPerSecond))} requests/s`,
    ...(errors > 0 ? [`${grouped(errors)} without an answer`] : []),
    ...(breaches > 0 ? [count(breaches, 'breach', 'breaches')] : []),
  ];
  return facts.join(', ');
}

/**
 * The result of a load test, as a table for a terminal.
 *
 * @param width columns, from 60 up
 */
export function loadLines(event: LoadEndEvent, paint: Paint, width = 80): string[] {
  return [
    ...headLines(event),
    '',
    ...stepTable(event.steps, paint, width),
    '',
    ...storeLines(event, width),
    ...findingsLines(event, paint, width),
    '',
    endLine(event, paint),
  ];
}

function headLines({ flows, requests, users, concurrency, took }: LoadEndEvent): string[] {
  const broken = flows.broken > 0 ? `, and ${count(flows.broken, 'broken one')}` : '';
  return [
    `${count(users, 'visitor')}, ${grouped(Math.min(users, concurrency))} at a time, for ${duration(took)}`,
    '',
    `${number(flows.perSecond).padStart(10)} flows/s      ${count(flows.done, 'flow')}${broken}`,
    `${number(requests.perSecond).padStart(10)} requests/s   ${count(requests.done, 'request')}`,
  ];
}

const COLUMNS: ReadonlyArray<{ name: string; width: number; of(step: LoadStep): string }> = [
  { name: 'count', width: 10, of: ({ count }) => grouped(count) },
  { name: 'p50 ms', width: 9, of: ({ p50 }) => milliseconds(p50) },
  { name: 'p95 ms', width: 9, of: ({ p95 }) => milliseconds(p95) },
  { name: 'p99 ms', width: 9, of: ({ p99 }) => milliseconds(p99) },
  { name: 'errors', width: 9, of: ({ errors }) => grouped(errors) },
];

function stepTable(steps: readonly LoadStep[], paint: Paint, width: number): string[] {
  const room = width - COLUMNS.reduce((sum, column) => sum + column.width, 0);
  const longest = Math.max(...steps.map(({ title }) => widthOf(printable(title))), 'step'.length);
  const first = Math.min(longest + 2, room);
  const row = (title: string, cell: (column: (typeof COLUMNS)[number]) => string) =>
    padTo(cutTo(title, first), first) +
    COLUMNS.map((column) => cell(column).padStart(column.width)).join('');
  return [
    paint.quiet(row('step', ({ name }) => name)),
    ...steps.map((step) => {
      const line = row(printable(step.title), ({ of }) => of(step));
      return step.errors > 0 ? paint.bad(line) : line;
    }),
  ];
}

function storeLines({ operations }: LoadEndEvent, width: number): string[] {
  if (!operations) return [];
  const names = Object.entries(operations.byName).map(([name, share]) => `${name} ${share}`);
  const detail = names.length > 0 ? `: ${names.join(', ')}` : '';
  return [...wrap(`${operations.perRequest} store operations per request${detail}`, width), ''];
}

function findingsLines(
  { invariants, errors }: LoadEndEvent,
  paint: Paint,
  width: number,
): string[] {
  const rows: Array<[string, Findings]> = [
    ['sessions lost', invariants.lost],
    ['sessions mixed up', invariants.mixedUp],
    ['sign-outs undone', invariants.undone],
    ['wrong pages', invariants.wrongPages],
    ['without an answer', errors],
  ];
  return rows.flatMap(([name, { count, first }]) => {
    const mark = count === 0 ? paint.good : paint.bad;
    return [
      mark(`${count === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(20)}${grouped(count).padStart(8)}`),
      ...(first ? firstLines(first, width) : []),
    ];
  });
}

const INDENT = ' '.repeat(8);

function firstLines({ rule, visitor, step, expected, got }: Finding, width: number): string[] {
  return [
    `first: ${visitor}, ${step}`,
    `expected: ${expected}`,
    `got: ${got}`,
    ...(rule ? [`rule: ${rule}`] : []),
  ].flatMap((text) => behind(INDENT, printable(text), width));
}

function endLine({ passed }: LoadEndEvent, paint: Paint): string {
  return passed
    ? paint.good('passed   every response was right')
    : paint.bad('failed   some responses were wrong');
}

function number(value: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: 1 });
}

function milliseconds(value: number | null): string {
  return value === null ? '-' : value.toFixed(1);
}
