import type { AuditEvent, FindingEvent } from '../../events/audit.ts';
import { count, duration } from '../../quantities.ts';
import {
  attackOf,
  bySaid,
  fixSentence,
  having,
  noSignInText,
  numbersOf,
} from '../../terminal/audit-words.ts';
import { printable } from '../../terminal/printable.ts';
import { type Audit, auditedName, gatherAudit } from './gather.ts';

/** An audit in Markdown, for a comment on a pull request: broken rules as a table; the rest collapsed. */
export function renderMarkdown(events: readonly AuditEvent[]): string {
  const audit = gatherAudit(events);
  const { findings, end } = audit;
  const { totals, known = 0 } = end;
  const broken = having('broken', findings);
  const before = known > 0 ? ` (${known} known)` : '';
  const blocks = [
    `### Sign-in and sessions: ${end.passed ? 'passed' : 'failed'}`,
    `${text(auditedName(audit))}, OWASP ASVS 5.0 level ${end.level}: **${totals.broken} broken**${before}, ${totals['not-seen']} not seen, ${totals.yours} yours, ${totals.held} held, ${duration(end.took)}.`,
    end.fixed?.length ? `Fixed since the baseline: ${end.fixed.map(text).join(', ')}.` : '',
    text(noSignInText(end) ?? ''),
    broken.length > 0
      ? table(
          ['Rule', 'What was seen', 'Fix'],
          broken.map((finding) => [
            ruleCell(finding),
            seenCell(finding),
            text(fixSentence(finding) ?? ''),
          ]),
        )
      : '',
    folded('not seen', bySaidTable(having('not-seen', findings)), totals['not-seen']),
    folded('yours', bySaidTable(having('yours', findings)), totals.yours),
    folded('held', bySaidTable(having('held', findings)), totals.held),
    folded('covered by no rule', uncoveredTable(audit), end.uncovered.length),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function ruleCell(finding: FindingEvent): string {
  const { rule, known, title } = finding;
  const numbers = numbersOf(finding).map(text);
  return [
    `**${text(rule)}**${known ? ' (known)' : ''}`,
    text(title),
    ...(numbers.length > 0 ? [numbers.join(', ')] : []),
  ].join('<br>');
}

function seenCell({ evidence }: FindingEvent): string {
  const attack = attackOf(evidence.steps);
  return [...evidence.said, ...(attack ? [`Attack: ${attack}`] : [])].map(text).join('<br>');
}

function bySaidTable(findings: readonly FindingEvent[]): string {
  return table(
    ['Rules', ''],
    bySaid(findings).map(([said, group]) => [
      group.map(({ rule }) => text(rule)).join(', '),
      text(said),
    ]),
  );
}

function uncoveredTable({ end }: Audit): string {
  return table(
    ['ASVS 5.0', ''],
    end.uncovered.map(({ number, about }) => [text(number), text(about)]),
  );
}

function folded(what: string, content: string, number: number): string {
  if (number === 0) return '';
  const things = what === 'covered by no rule' ? count(number, 'requirement') : String(number);
  return `<details><summary>${things} ${what}</summary>\n\n${content}\n\n</details>`;
}

function table(heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/**
 * The characters with a meaning in Markdown, its HTML, and GitHub's links and mentions; they are written as entities.
 */
const SPECIAL = /[\\`*_{}[\]<>&#|~$@!^]|:(?=\/\/)|(?<=www)\./gi;

function text(words: string): string {
  return printable(words).replace(SPECIAL, (sign) => `&#${sign.charCodeAt(0)};`);
}
