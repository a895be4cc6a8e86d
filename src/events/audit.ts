import type { RuleId } from '../rules/rules.ts';
import type { StartEvent, StepEvent } from './run.ts';
import type { Versioned } from './versioned.ts';

/**
 * The events of an audit: a `finding` for each rule, and one `audit` at the end. `--json` prints one per line, and
 * `audit()` yields them. No event contains a session id, a cookie's value or a password.
 */
export type AuditEvent = FindingEvent | AuditEndEvent;

/**
 * `held`: it was tried, and the app is right · `broken`: an attack worked · `not-seen`: it could not be tried, and the
 * evidence says what that needs · `yours`: only the owner can say whether it is right.
 */
export type Verdict = 'held' | 'broken' | 'not-seen' | 'yours';

/** The result of one rule. */
export interface FindingEvent extends Versioned {
  type: 'finding';
  rule: RuleId;
  verdict: Verdict;
  /** The lowest level of OWASP ASVS with a requirement that the rule belongs to; null if there is none. */
  level: 1 | 2 | 3 | null;
  /** Numbers of requirements of OWASP ASVS 5.0.0. */
  asvs: string[];
  /** Numbers of weaknesses of MITRE's CWE. */
  cwe: number[];
  /** The rule, in one sentence. */
  title: string;
  evidence: Evidence;
  /** How to fix it; null if nothing is broken. */
  fix: string | null;
  /** Whether the baseline has it as broken, too; absent without a baseline. */
  known?: boolean;
}

/** The reasons for a verdict. */
export interface Evidence {
  /** One sentence each: what happened, or what a trial would need. */
  said: string[];
  /** The name of the flow that shows it; absent if there is none. */
  flow?: string;
  /** For a broken rule, the steps that lead there; otherwise empty. */
  steps: StepEvent[];
}

export interface AuditEndEvent extends Versioned {
  type: 'audit';
  /** ISO 8601. */
  started: string;
  /** Absent if the app did not even start. */
  site?: StartEvent['site'];
  /** The requested level of OWASP ASVS. */
  level: 1 | 2 | 3;
  /** True if a sign-in was tried, as far as that is allowed, and nothing is broken that the baseline does not have. */
  passed: boolean;
  /** True if no sign-in was found, so that almost nothing could be tried; absent otherwise. */
  foundNoSignIn?: true;
  /** True if no account was given, and the app accepted nobody without one; absent otherwise. */
  lacksAccount?: true;
  /** True if the protected page opened for nobody, whoever signed in, so that almost nothing could be tried. */
  openedNothing?: true;
  /** The status of its home page, where the app failed there and no way to sign in was found; absent otherwise. */
  failedWith?: number;
  totals: Record<Verdict, number>;
  /** How many of the broken rules the baseline has, too; absent without a baseline. */
  known?: number;
  /** The rules that the baseline has as broken, and that now hold; absent without a baseline. */
  fixed?: RuleId[];
  /** Requirements of chapters 6 and 7 of OWASP ASVS 5.0.0, up to this level, that no rule covers. */
  uncovered: Uncovered[];
  /** Milliseconds. */
  took: number;
}

/** A requirement that no rule covers. */
export interface Uncovered {
  number: string;
  level: 1 | 2 | 3;
  /** Its subject, in a few words. */
  about: string;
}
