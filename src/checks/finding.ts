import type { Expectation } from '../flows/flow.ts';
import type { Told } from '../masking/told.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Observed } from './observed.ts';

/** What an expectation may say, but for the conditions under which it counts, and the rule that it tries. */
export type Expected = Required<Omit<Expectation, 'only' | 'rule'>>;

/** What was looked at: a kind of expectation, the sign-in, the response as such, or a rule. */
export type Looked = keyof Expected | 'signIn' | 'response' | 'rule';

/** What a check found. */
export interface CheckResult {
  of: Looked;
  what: string;
  passed: boolean;
  expected: Told;
  got: Told;
  /** The rule that it tries, where a flow says so. */
  rule?: RuleId;
  /** Where it failed, and the check itself knows why. */
  broken?: Broken;
}

/** Why a check failed, and how that is mended. */
export interface Broken {
  /** Absent where it is no rule of ours: an expectation of a flow, a crash, a missing page. */
  rule?: RuleId;
  cause: string;
  fix: string;
}

/** How each kind of expectation is checked; undefined where that cannot be seen. */
export type ChecksOf<Kind extends keyof Expected> = {
  [One in Kind]: (value: Expected[One], seen: Observed) => CheckResult | undefined;
};
