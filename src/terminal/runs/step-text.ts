import type { Check, CookieChange, Header, StepEvent } from '../../events/run.ts';
import type { StoreChange } from '../../events/store.ts';
import { printedLines } from '../../printed.ts';
import { duration } from '../../quantities.ts';
import type { KeyChange } from '../../sessions/key-changes.ts';
import { cutTo, padTo } from '../columns.ts';
import { entryLines, type LabelledLine, MARGIN } from '../lines.ts';
import type { Paint } from '../paint.ts';
import { printable } from '../printable.ts';

/** How much of a step is shown. */
export interface Detail {
  headers: boolean;
  bodies: boolean;
}

/**
 * A step for a terminal: the request, the response, the changes, and why.
 *
 * @param width columns
 * @param times how many steps were like this one, at the same time
 */
export function stepLines(
  step: StepEvent,
  {
    width,
    paint,
    detail,
    times = 1,
  }: { width: number; paint: Paint; detail: Detail; times?: number },
): string[] {
  const told = [
    ...sentEntries(step),
    ...(detail.headers ? headerEntries('request', step.request.headers) : []),
    ...cookieEntries(step.cookies),
    ...locationEntries(step),
    ...(detail.headers ? headerEntries('response', step.response?.headers ?? []) : []),
    ...(detail.bodies ? bodyEntries(step) : []),
  ].flatMap((entry) => entryLines(entry, width));
  const notes = step.notes.flatMap((text, index) =>
    entryLines({ label: index === 0 ? 'why' : '', text }, width),
  );
  return [
    ...(step.meanwhile ? [paint.quiet(`    (${printable(step.meanwhile)})`)] : []),
    headline(step, times, width, paint),
    ...told,
    ...storeLines(step, width, paint),
    ...notes.map(paint.quiet),
    ...(step.explanations ?? []).flatMap(({ says }) =>
      entryLines({ label: 'explain', text: says }, width),
    ),
    ...failures(step).flatMap((check) => failure(check, width, paint)),
    ...outputLines(step, width, paint),
  ];
}

/** `5  POST /login   username=alice                             302    11 ms` */
function headline(step: StepEvent, times: number, width: number, paint: Paint): string {
  const { request, response, took } = step;
  const failed = step.checks.some(({ passed }) => !passed);
  const number = times > 1 ? `${step.number}…` : String(step.number);
  const end = `${response?.status ?? 'none'}${duration(took).padStart(8)}`;
  const room = width - 4 - end.length - 2;
  const what = printable(`${request.method.padEnd(4)} ${request.path}`);
  const who = [
    step.visitor === 'A' ? '' : step.visitor,
    step.instance > 1 ? `process ${step.instance}` : '',
    times > 1 ? `${times} times` : '',
  ].filter(Boolean);
  const about = [...who, step.title, formText(step)].filter(Boolean).join(', ');
  const left = padTo(cutTo(`${what}   ${printable(about)}`, room), room);
  const mark = failed ? paint.bad : paint.strong;
  return `${mark(number.padStart(2))}  ${mark(left.slice(0, what.length))}${left.slice(what.length)}  ${mark(end)}`;
}

function formText({ request }: StepEvent): string {
  if (request.json !== undefined) return JSON.stringify(request.json);
  const fields = Object.entries(request.form ?? {}).flatMap(([name, value]) =>
    [value].flat().map((text) => [name, text]),
  );
  return fields
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}=${text}`)
    .join(' ');
}

/** How many cookies are shown one by one. */
const MOST_COOKIES_TOLD = 20;

function few<Item>(items: readonly Item[], tell: (item: Item) => LabelledLine): LabelledLine[] {
  const more = items.length - MOST_COOKIES_TOLD;
  const told = items.slice(0, MOST_COOKIES_TOLD).map(tell);
  return more > 0 ? [...told, { label: '', text: `and ${more} more cookies` }] : told;
}

function sentEntries({ request }: StepEvent): LabelledLine[] {
  return few(request.cookies, ({ name, value, sent }) => ({
    label: sent ? 'sent' : 'withheld',
    text: `${name}=${value}`,
  }));
}

const COOKIE_LABELS: Readonly<Record<CookieChange['action'], string>> = {
  set: 'set',
  changed: 'set',
  repeated: 'again',
  cleared: 'cleared',
  refused: 'refused',
};

function cookieEntries(cookies: readonly CookieChange[]): LabelledLine[] {
  return few(cookies, ({ name, value, action, attributes }) => ({
    label: COOKIE_LABELS[action],
    text:
      action === 'cleared'
        ? name
        : `${name}=${value}   ${[...attributes].sort(byImportance).join(' ')}`,
  }));
}

const ATTRIBUTE_ORDER = ['httponly', 'secure', 'samesite', 'path', 'domain', 'max-age', 'expires'];

function byImportance(one: string, other: string): number {
  const rank = (attribute: string) =>
    ATTRIBUTE_ORDER.findIndex((name) => attribute.toLowerCase().startsWith(name));
  return rank(one) - rank(other);
}

function locationEntries({ response }: StepEvent): LabelledLine[] {
  if (!response?.location) return [];
  const { to, onThisSite } = response.location;
  return [{ label: 'go to', text: `${to}   ${onThisSite ? '(on this site)' : '(another site)'}` }];
}

function headerEntries(label: string, headers: readonly Header[]): LabelledLine[] {
  return headers.map(([name, value], index) => ({
    label: index === 0 ? label : '',
    text: `${name}: ${value}`,
  }));
}

function bodyEntries({ response }: StepEvent): LabelledLine[] {
  if (!response?.body) return [];
  return printedLines(response.body.trimEnd()).map((text, index) => ({
    label: index === 0 ? 'body' : '',
    text,
    quoted: true,
  }));
}

/** The sign of a change, and its colour: as in a diff. */
const MARKS: Readonly<Record<StoreChange['action'], { sign: string; tone?: keyof Paint }>> = {
  created: { sign: '+', tone: 'good' },
  changed: { sign: '~' },
  touched: { sign: '.' },
  destroyed: { sign: '-', tone: 'bad' },
  expired: { sign: '-', tone: 'bad' },
};

function storeLines({ store }: StepEvent, width: number, paint: Paint): string[] {
  return (store?.changes ?? []).flatMap((change, index) => {
    const { sign, tone } = MARKS[change.action];
    const text = `${sign} ${change.session}  ${changeText(change)}`;
    const lines = entryLines({ label: index === 0 ? 'store' : '', text }, width);
    if (!tone) return lines;
    return lines.map((line) => line.slice(0, MARGIN) + paint[tone](line.slice(MARGIN)));
  });
}

function changeText({ action, keys }: StoreChange): string {
  if (action === 'created') {
    return keys.map(({ key, after }) => `${key} ${valueText(after)}`).join(' · ') || 'empty';
  }
  if (action !== 'changed') return action;
  return keys.map(keyText).join(' · ');
}

/** Longer values are cut, so that they do not fill the screen. */
const LONGEST_VALUE = 400;

function valueText(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  if (text.length <= LONGEST_VALUE) return text;
  return `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)`;
}

/** `theme "light" (was "dark")`, for a key of a session that was added, changed or removed. */
export function keyText(change: KeyChange): string {
  const { key, before, after } = change;
  if (!('after' in change)) return `${key} gone`;
  const now = `${key} ${valueText(after)}`;
  return 'before' in change ? `${now} (was ${valueText(before)})` : now;
}

/** If several checks of a step have the same cause, only the last of them shows it. */
function failures({ checks }: StepEvent): Check[] {
  const failed = checks.filter(({ passed }) => !passed);
  return failed.map((check, index) => {
    const { cause, fix: _, ...rest } = check;
    return cause !== undefined && cause === failed[index + 1]?.cause ? rest : check;
  });
}

/** How many lines of the app's last output are shown for a step. */
const MOST_PRINTED = 15;

/** The end of the app's output while a step failed. */
function outputLines({ printed }: StepEvent, width: number, paint: Paint): string[] {
  if (printed === undefined) return [];
  const all = printedLines(printed.trimEnd());
  const last = all.slice(-MOST_PRINTED).map((line) => cutTo(line, LONGEST_VALUE));
  const left = all.length - last.length;
  const entries: LabelledLine[] = [
    ...(left > 0 ? [{ label: 'printed', text: `(${left} lines before)` }] : []),
    ...last.map(
      (text, index): LabelledLine => ({
        label: index === 0 && left === 0 ? 'printed' : '',
        text,
        quoted: true,
      }),
    ),
  ];
  return entries.flatMap((entry) => entryLines(entry, width).map(paint.quiet));
}

function failure(check: Check, width: number, paint: Paint): string[] {
  const entries: LabelledLine[] = [
    { label: 'FAILED', text: check.rule ? `${check.what}   (${check.rule})` : check.what },
    { label: '', text: `expected: ${cutTo(check.expected, 2 * LONGEST_VALUE)}` },
    { label: '', text: `got:      ${cutTo(check.got, 2 * LONGEST_VALUE)}` },
    ...(check.cause ? [{ label: 'likely', text: check.cause }] : []),
    ...(check.fix ? [{ label: 'fix', text: check.fix }] : []),
  ];
  return entries.flatMap((entry) => entryLines(entry, width).map(paint.bad));
}
