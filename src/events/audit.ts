import type { RuleId } from '../rules/rules.ts';
import type { StartEvent, StepEvent } from './run.ts';
import type { Versioned } from './versioned.ts';

/**
 * What an audit tells: a `finding` for each rule, one `audit` at the end. These are the lines of `--json` and what
 * `audit()` yields. No event holds a session id, a cookie's value or a password.
 */
export type AuditEvent = FindingEvent | AuditEndEvent;

/**
 * `held`: it was tried, and it held · `broken`: an attack that worked · `not-seen`: it could not be tried, and what that
 * would take · `yours`: only the owner can say whether it is as it should be.
 */
export type Verdict = 'held' | 'broken' | 'not-seen' | 'yours';

/** What was found of one rule. */
export interface FindingEvent extends Versioned {
  type: 'finding';
  /** An id of the table in docs/audit.md. */
  rule: RuleId;
  verdict: Verdict;
  /** The lowest level of OWASP ASVS from which a part of it counts; null where the standard has nothing of the kind. */
  level: 1 | 2 | 3 | null;
  /** Numbers of requirements of OWASP ASVS 5.0.0. */
  asvs: string[];
  /** Numbers of weaknesses of MITRE's CWE. */
  cwe: number[];
  /** What the rule demands, in one sentence. */
  title: string;
  evidence: Evidence;
  /** How it is mended; null where nothing is broken. */
  fix: string | null;
  /** Whether it was broken in the baseline already; absent where there is none. */
  known?: boolean;
}

/** What a verdict rests on. */
export interface Evidence {
  /** A sentence each: what was seen, or what it would take. */
  said: string[];
  /** The flow that shows it, by its name; absent where none does. */
  flow?: string;
  /** The steps that lead there, of what is broken; empty otherwise. */
  steps: StepEvent[];
}

/** The end of an audit. */
export interface AuditEndEvent extends Versioned {
  type: 'audit';
  /** ISO 8601. */
  started: string;
  /** Absent where it was not even started. */
  site?: StartEvent['site'];
  /** The level of OWASP ASVS that was asked for. */
  level: 1 | 2 | 3;
  /** A sign-in was tried, as far as one may be, and nothing is broken that the baseline did not know. */
  passed: boolean;
  /** True where no way to sign in was found, so that next to nothing was tried; absent otherwise. */
  foundNoSignIn?: true;
  /** The status of its home page, where the app failed there and no way to sign in was found; absent otherwise. */
  failedWith?: number;
  totals: Record<Verdict, number>;
  /** How many of the broken ones the baseline knew; absent where there is none. */
  known?: number;
  /** Requirements of chapters 6 and 7 of OWASP ASVS 5.0.0, up to this level, that no rule covers. */
  uncovered: Uncovered[];
  /** Milliseconds. */
  took: number;
}

/** A requirement that no rule covers. */
export interface Uncovered {
  number: string;
  level: 1 | 2 | 3;
  /** What it is about, in a few words. */
  about: string;
}
