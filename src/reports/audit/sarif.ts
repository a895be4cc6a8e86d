import { createHash } from 'node:crypto';
import type { Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { AuditEvent, FindingEvent } from '../../events/audit.ts';
import { ruleOf } from '../../rules/rules.ts';
import { fixSentence, having, VERDICT_WORDS } from '../../terminal/audit-words.ts';
import { printableText } from '../../terminal/printable.ts';
import { type Audit, type AuditPlace, accountOf, gatherAudit } from './gather.ts';

const HOME = 'https://www.npmjs.com/package/create-session-app';

/**
 * An audit as SARIF 2.1.0, for GitHub's code scanning: a result for each broken rule, at the first line of the file
 * that stands for the app. Code scanning makes an alert of every result, so everything else is a notification.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function renderSarif(events: readonly AuditEvent[], { file }: AuditPlace): string {
  const audit = gatherAudit(events);
  const { findings, end } = audit;
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'session-app audit',
            informationUri: HOME,
            rules: findings.map(descriptorOf),
          },
        },
        automationDetails: { id: 'session-app-audit/' },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: end.started,
            endTimeUtc: new Date(Date.parse(end.started) + end.took).toISOString(),
            toolExecutionNotifications: notificationsOf(audit),
          },
        ],
        results: having('broken', findings).map((finding) => resultOf(finding, findings, file)),
      },
    ],
  };
  // The values stay the same, but the file can be printed to a terminal safely.
  return `${printableText(JSON.stringify(log, null, 2))}\n`;
}

/** By the ASVS level from which a rule applies: the severity in SARIF, and code scanning's number. */
const SEVERITIES = {
  1: { level: 'error', figure: '8.0' },
  2: { level: 'warning', figure: '5.5' },
  3: { level: 'note', figure: '3.0' },
} as const;

function severityOf({ level, cwe }: FindingEvent): {
  level: 'error' | 'warning' | 'note';
  figure?: string;
} {
  if (level !== null) return SEVERITIES[level];
  return { level: 'warning', ...(cwe.length > 0 && { figure: '5.0' }) };
}

function descriptorOf(finding: FindingEvent): ReportingDescriptor {
  const { rule, title, asvs, cwe } = finding;
  const { why, fix } = ruleOf(rule);
  const { level, figure } = severityOf(finding);
  const mended = fixSentence({ ...finding, fix }) ?? '';
  const numbers = asvs.map((number) => `ASVS ${number}`).join(', ');
  const lines = [title, why, `Fix: ${mended}`, ...(numbers ? [`OWASP ASVS 5.0: ${numbers}.`] : [])];
  return {
    id: rule,
    name: rule,
    shortDescription: { text: title },
    fullDescription: { text: `${title} ${why}` },
    help: { text: lines.join('\n'), markdown: lines.join('\n\n') },
    defaultConfiguration: { level },
    properties: {
      tags: [
        ...(figure ? ['security'] : ['reliability']),
        ...cwe.map((number) => `external/cwe/cwe-${String(number).padStart(3, '0')}`),
        ...asvs.map((number) => `external/asvs/${number}`),
      ],
      precision: 'high',
      ...(figure && { 'security-severity': figure }),
    },
  };
}

function resultOf(finding: FindingEvent, all: readonly FindingEvent[], file: string): Result {
  const { rule, known } = finding;
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return {
    ruleId: rule,
    ruleIndex: all.indexOf(finding),
    kind: 'fail',
    level: severityOf(finding).level,
    message: { text: accountOf(finding).join('\n') },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }],
    // One alert for a rule, however the file changes.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint(rule, uri)}:1` },
    ...(known !== undefined && { baselineState: known ? 'unchanged' : 'new' }),
  };
}

function fingerprint(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
}

function notificationsOf({ findings }: Audit): Notification[] {
  return findings
    .filter(({ verdict }) => verdict === 'not-seen' || verdict === 'yours')
    .map((finding) => ({
      level: 'note',
      message: { text: [`${VERDICT_WORDS[finding.verdict]}:`, ...accountOf(finding)].join(' ') },
      associatedRule: { id: finding.rule, index: findings.indexOf(finding) },
    }));
}
