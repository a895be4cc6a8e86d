import type { Expectation } from '../flows/flow.ts';
import type { Told } from '../masking/told.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Observed } from './observed.ts';

/** The keys of an expectation that are checks: without its conditions and its rule. */
export type Expected = Required<Omit<Expectation, 'only' | 'rule'>>;

/** What was checked: a kind of expectation, the sign-in, the response as such, or a rule. */
export type Looked = keyof Expected | 'signIn' | 'response' | 'rule';

/** The result of a check. */
export interface CheckResult {
  of: Looked;
  what: string;
  passed: boolean;
  expected: Told;
  got: Told;
  /** The rule that it tests, if a flow names one. */
  rule?: RuleId;
  /** If it failed, and the check itself knows why. */
  broken?: Broken;
}

/** Why a check failed, and how to fix that. */
export interface Broken {
  /** Absent if it is no rule of ours: an expectation of a flow, a crash, a missing page. */
  rule?: RuleId;
  cause: string;
  fix: string;
}

/** The function for each kind of expectation; it returns undefined if that cannot be checked. */
export type ChecksOf<Kind extends keyof Expected> = {
  [One in Kind]: (value: Expected[One], seen: Observed) => CheckResult | undefined;
};
