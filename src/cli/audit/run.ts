import { audit } from '../../audit/audit.ts';
import { brokenBefore } from '../../audit/baseline.ts';
import type { AuditEndEvent, AuditEvent, FindingEvent } from '../../events/audit.ts';
import { errorCode, Failure } from '../../failure.ts';
import type { Flow } from '../../flows/flow.ts';
import { count } from '../../quantities.ts';
import { readRegularFile } from '../../regular-file.ts';
import { auditReportFor } from '../../reports/audit/reports.ts';
import type { RuleId } from '../../rules/rules.ts';
import { auditLines } from '../../terminal/audit-text.ts';
import { noSignInText } from '../../terminal/audit-words.ts';
import type { Surroundings } from '../command.ts';
import { reportAt, writeReports } from '../report-files.ts';
import { checkOwnHost, missingFolderLines, siteOptionsOf } from '../site/options.ts';
import { appFile } from './app-file.ts';
import type { AuditFlags } from './command.ts';
import { checkFlowFolder, saveFlows } from './save-flows.ts';

const LEVELS = { '1': 1, '2': 2, '3': 3 } as const;

/**
 * Audits an app, and shows the findings.
 *
 * @throws Failure `check-failed` if a rule is broken that the baseline does not have
 */
export async function runAudit(
  directory: string | undefined,
  flags: AuditFlags,
  surroundings: Surroundings,
): Promise<void> {
  const { screen } = surroundings;
  const { json, verbose = false, iOwnThisHost, saveFlows: folder } = flags;
  checkOwnHost(flags);
  const reports = flags.report.map((path) => reportAt(path, auditReportFor(path)));
  if (folder !== undefined) checkFlowFolder(folder);
  const known = flags.baseline === undefined ? undefined : knownBy(flags.baseline);
  const site = await siteOptionsOf(directory, flags, surroundings);
  const onProgress = (about: string) => screen.progress(`trying ${about}`);
  const findings: FindingEvent[] = [];
  const attacks: Flow[] = [];
  let end: AuditEndEvent | undefined;
  const level = LEVELS[flags.level];
  try {
    const onAttack = (flow: Flow) => void attacks.push(flow);
    const asked = { ...site, level, known, iOwnThisHost };
    for await (const event of audit({ ...asked, onProgress, onAttack })) {
      if (event.type === 'finding') findings.push(event);
      else end = event;
      if (json) screen.json(event);
    }
  } finally {
    screen.progress(undefined);
  }
  if (!end) throw new Error('The audit came to no end');
  if (!json) {
    const look = { width: screen.width, paint: screen.dataPaint, verbose };
    screen.data(auditLines(findings, end, look));
  }
  screen.say(missingFolderLines(flags));
  const events: AuditEvent[] = [...findings, end];
  const file = appFile(directory, flags);
  await writeReports(reports, (render) => render(events, { file }), screen);
  if (folder !== undefined) saveFlows(attacks, brokenIn(findings), folder, screen);
  if (!end.passed) throw new Failure('check-failed', failedText(end));
}

function brokenIn(findings: readonly FindingEvent[]): RuleId[] {
  return findings.filter(({ verdict }) => verdict === 'broken').map(({ rule }) => rule);
}

function failedText(end: AuditEndEvent): string {
  const { known = 0 } = end;
  const fresh = end.totals.broken - known;
  const why = fresh === 0 ? noSignInText(end) : undefined;
  return (
    why ?? (known > 0 ? `${count(fresh, 'more rule')} broken.` : `${count(fresh, 'rule')} broken.`)
  );
}

/** @throws Failure `usage` */
function knownBy(path: string): string[] {
  try {
    return brokenBefore(readRegularFile(path), path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new Failure('usage', [
      `There is no file ${path}. To make one:`,
      '  session-app audit … --json > baseline.json',
    ]);
  }
}
