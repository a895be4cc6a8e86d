import type { AuditEndEvent, FindingEvent, Uncovered, Verdict } from '../events/audit.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
import { REQUIREMENTS } from '../rules/asvs.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';
import { TRIALS } from './trials/trials.ts';

/** The end of an audit: its totals, and whether it passed. `began` is in milliseconds since 1970. */
export function endOf(
  findings: readonly FindingEvent[],
  {
    site,
    level,
    began,
    before,
    foundNoSignIn,
    lacksAccount,
    openedNothing,
    failedWith,
  }: Pick<
    AuditEndEvent,
    'site' | 'level' | 'foundNoSignIn' | 'lacksAccount' | 'openedNothing' | 'failedWith'
  > & {
    began: number;
    /** The rules that the baseline has as broken. */
    before: readonly string[] | undefined;
  },
): AuditEndEvent {
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  const known = findings.filter((one) => one.known).length;
  return {
    v: EVENT_VERSION,
    type: 'audit',
    started: new Date(began).toISOString(),
    site,
    level,
    passed: count('broken') === known && !foundNoSignIn && !lacksAccount && !openedNothing,
    ...(foundNoSignIn && { foundNoSignIn }),
    ...(lacksAccount && { lacksAccount }),
    ...(openedNothing && { openedNothing }),
    ...(foundNoSignIn && failedWith !== undefined && { failedWith }),
    totals: {
      broken: count('broken'),
      'not-seen': count('not-seen'),
      yours: count('yours'),
      held: count('held'),
    },
    ...(before && { known, fixed: fixedOf(findings, before) }),
    uncovered: uncoveredUpTo(level),
    took: Date.now() - began,
  };
}

function fixedOf(findings: readonly FindingEvent[], before: readonly string[]): RuleId[] {
  return findings
    .filter(({ rule, verdict }) => verdict === 'held' && before.includes(rule))
    .map(({ rule }) => rule);
}

/** The requirements of chapters 6 and 7 up to a level that no tested rule covers. */
function uncoveredUpTo(level: 1 | 2 | 3): Uncovered[] {
  const covered = new Set(TRIALS.flatMap(({ rule }) => ruleOf(rule).asvs.map((one) => one.number)));
  return REQUIREMENTS.filter((one) => one.level <= level && !covered.has(one.number)).map(
    (one) => ({ ...one }),
  );
}
