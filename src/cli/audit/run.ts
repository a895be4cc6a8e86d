import { audit } from '../../audit/audit.ts';
import type { AuditEndEvent, FindingEvent } from '../../events/audit.ts';
import { Failure } from '../../failure.ts';
import { count } from '../../quantities.ts';
import { auditEndLine, findingLines, inOrder } from '../../terminal/audit-text.ts';
import type { Surroundings } from '../command.ts';
import { siteOptionsOf } from '../site-options.ts';
import type { AuditFlags } from './command.ts';

const LEVELS = { '1': 1, '2': 2, '3': 3 } as const;

/**
 * Tries an app's sign-in and sessions, and shows what was found.
 *
 * @throws Failure `check-failed` where something is broken
 */
export async function runAudit(
  directory: string | undefined,
  flags: AuditFlags,
  surroundings: Surroundings,
): Promise<void> {
  const { screen } = surroundings;
  const { width, dataPaint: paint } = screen;
  const site = await siteOptionsOf(directory, flags, surroundings);
  const findings: FindingEvent[] = [];
  let end: AuditEndEvent | undefined;
  const onProgress = (about: string) => screen.progress(`trying ${about}`);
  try {
    for await (const event of audit({ ...site, level: LEVELS[flags.level], onProgress })) {
      if (event.type === 'finding') findings.push(event);
      else end = event;
      if (flags.json) screen.json(event);
    }
  } finally {
    screen.progress(undefined);
  }
  if (!end) throw new Error('The audit came to no end');
  if (!flags.json) {
    const shown = inOrder(findings).filter(({ verdict }) => flags.verbose || verdict !== 'held');
    screen.data(shown.flatMap((finding) => findingLines(finding, { width, paint })));
    screen.data(['', auditEndLine(end, paint)]);
  }
  if (!end.passed) throw new Failure('check-failed', `${count(end.totals.broken, 'rule')} broken.`);
}
