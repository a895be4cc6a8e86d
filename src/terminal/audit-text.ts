import type { AuditEndEvent, FindingEvent } from '../events/audit.ts';
import { count, duration } from '../quantities.ts';
import {
  attackOf,
  bySaid,
  fixSentence,
  having,
  noSignInText,
  numbersOf,
  VERDICT_WORDS,
} from './audit-words.ts';
import { cutTo, padTo, wrap } from './columns.ts';
import { behind } from './lines.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** How an audit is shown. */
export interface AuditLook {
  width: number;
  paint: Paint;
  /** Show everything in full. */
  verbose: boolean;
}

const MARGIN = 10;
/** How many lines a broken rule takes at most, if there is room. */
const MOST = 6;
const ROOMY = 80;

/** What an audit found: first what is broken. */
export function auditLines(
  findings: readonly FindingEvent[],
  end: AuditEndEvent,
  look: AuditLook,
): string[] {
  const held = having('held', findings);
  const blocks = [
    ...having('broken', findings).map((finding) =>
      finding.known ? knownLines(finding, look) : brokenLines(finding, look),
    ),
    ...bySaid(having('not-seen', findings)).map(([said, group]) => groupLines(group, said, look)),
    ...having('yours', findings).map((finding) =>
      groupLines([finding], finding.evidence.said.join(' '), look),
    ),
    look.verbose ? held.map((finding) => heldLine(finding, look)) : [],
    endLines(end, look),
    learnLines(findings, look),
    uncoveredLines(end, look),
  ].filter((lines) => lines.length > 0);
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function brokenLines(finding: FindingEvent, look: AuditLook): string[] {
  const { width, paint, verbose } = look;
  const { title, evidence } = finding;
  const [first = '', ...others] = evidence.said;
  const seen = others.length > 0 && !verbose ? `${first} (and ${others.length} more)` : undefined;
  const head = headLines(finding, paint.bad, look);
  const fix = partLines({ label: 'fix', text: fixSentence(finding) ?? '' }, width);
  const isShort = !verbose && width >= ROOMY;
  const parts = [
    { label: 'seen', text: seen ?? evidence.said.join(' ') },
    { label: 'rule', text: title },
    {
      label: 'attack',
      text: attackOf(evidence.steps, isShort ? width - MARGIN : undefined),
    },
  ].filter(({ text }) => text !== '');
  const room = isShort ? MOST - head.length - fix.length : Number.POSITIVE_INFINITY;
  const fitted = fittedIn(room, mostImportant(parts, room, width), width);
  const inOrder = ['rule', 'seen', 'attack'].flatMap((label) => fitted.get(label) ?? []);
  return [...head, ...inOrder, ...fix];
}

function knownLines(finding: FindingEvent, look: AuditLook): string[] {
  return [
    ...headLines(finding, look.paint.quiet, look),
    ...partLines({ label: '', text: 'It was broken in the baseline already.' }, look.width),
    ...(look.verbose ? brokenLines(finding, look).slice(1) : []),
  ];
}

function headLines(
  finding: FindingEvent,
  mark: (text: string) => string,
  { width, paint }: AuditLook,
): string[] {
  const label = mark(VERDICT_WORDS[finding.verdict].padEnd(MARGIN));
  const numbers = numbersOf(finding).join(' · ');
  const rule = printable(finding.rule);
  if (numbers === '') return [`${label}${paint.strong(rule)}`];
  if (MARGIN + rule.length + 2 + numbers.length <= width) {
    return [`${label}${paint.strong(rule)}  ${paint.quiet(numbers)}`];
  }
  const below = behind(' '.repeat(MARGIN), numbers, width).map(paint.quiet);
  return [`${label}${paint.strong(rule)}`, ...below];
}

/** Several rules with the same text. */
function groupLines(group: readonly FindingEvent[], said: string, look: AuditLook): string[] {
  const { width, paint } = look;
  const [first] = group;
  if (first && group.length === 1) {
    return [...headLines(first, paint.quiet, look), ...partLines({ label: '', text: said }, width)];
  }
  const names = wrap(group.map(({ rule }) => printable(rule)).join(', '), width - MARGIN);
  const word = first ? VERDICT_WORDS[first.verdict] : '';
  return [
    ...names.map(
      (line, index) =>
        `${paint.quiet((index === 0 ? word : '').padEnd(MARGIN))}${paint.strong(line)}`,
    ),
    ...partLines({ label: '', text: said }, width),
  ];
}

function heldLine({ rule, evidence }: FindingEvent, { width, paint }: AuditLook): string {
  const head = `${VERDICT_WORDS.held.padEnd(MARGIN)}${printable(rule)}  `;
  const said = cutTo(printable(evidence.said.join(' ')), width - head.length);
  return `${paint.good(VERDICT_WORDS.held.padEnd(MARGIN))}${paint.strong(printable(rule))}  ${said}`.trimEnd();
}

interface Part {
  label: string;
  text: string;
}

/** A label, and the text beside it, in at most so many lines; empty if there is no text. */
function partLines(
  { label, text }: Part,
  width: number,
  most = Number.POSITIVE_INFINITY,
): string[] {
  if (text === '' || most < 1) return [];
  const all = wrap(printable(text), Math.max(1, width - MARGIN));
  const shown =
    all.length <= most
      ? all
      : [...all.slice(0, most - 1), cutTo(all.slice(most - 1).join(' '), width - MARGIN)];
  return shown.map((line, index) => padTo(index === 0 ? `  ${label}` : '', MARGIN) + line);
}

/**
 * The first part, and of the others those that leave it enough lines. What was seen proves most; but the second part,
 * the rule's own sentence, stays if two lines are left for the first.
 */
function mostImportant(parts: readonly Part[], room: number, width: number): readonly Part[] {
  const [first, ...others] = parts;
  if (!first) return [];
  const left = room - partLines(first, width).length;
  return [first, ...others.slice(0, Math.max(left, room > 2 ? 1 : 0))];
}

/** Fits parts into so many lines: each gets one, and the first of those that need more get the rest. */
function fittedIn(room: number, parts: readonly Part[], width: number): Map<string, string[]> {
  let left = room - parts.length;
  return new Map(
    parts.map((part) => {
      const lines = partLines(part, width, 1 + Math.max(0, left));
      left -= lines.length - 1;
      return [part.label, lines];
    }),
  );
}

function endLines(end: AuditEndEvent, { width, paint }: AuditLook): string[] {
  const { passed, totals, known, fixed = [], took } = end;
  const { broken, yours, held } = totals;
  const all = count(broken + totals['not-seen'] + yours + held, 'rule');
  const before = known ? ` (${known} known)` : '';
  const text = `${all}: ${broken} broken${before}, ${totals['not-seen']} not seen, ${yours} yours, ${held} held; ${duration(took)}`;
  const mark = passed ? paint.good : paint.bad;
  const why = partLines({ label: '', text: noSignInText(end) ?? '' }, width);
  const lines = wrap(text, width - MARGIN).map((line, index) =>
    index === 0
      ? `${mark((passed ? 'passed' : 'failed').padEnd(MARGIN))}${line}`
      : ' '.repeat(MARGIN) + line,
  );
  const since = fixed.length > 0 ? `Fixed since the baseline: ${fixed.join(', ')}.` : '';
  return [...lines, ...partLines({ label: '', text: since }, width), ...why];
}

/** Where to read more, and to see such a fault at work. */
function learnLines(findings: readonly FindingEvent[], { width }: AuditLook): string[] {
  const first = having('broken', findings).find(({ known }) => !known);
  return first
    ? wrap(`To learn more of a broken rule: session-app learn ${first.rule}`, width)
    : [];
}

function uncoveredLines(
  { level, uncovered }: AuditEndEvent,
  { width, paint, verbose }: AuditLook,
): string[] {
  if (uncovered.length === 0) return [];
  const intro = `No rule covers these requirements of ASVS 5.0, chapters 6 and 7, up to level ${level}:`;
  if (!verbose) {
    const numbers = uncovered.map(({ number }) => number).join(', ');
    return [...wrap(intro, width), ...behind('  ', numbers, width).map(paint.quiet)];
  }
  return [
    ...wrap(intro, width),
    ...uncovered.flatMap(({ number, about }) => partLines({ label: number, text: about }, width)),
  ];
}
