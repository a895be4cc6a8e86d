import type { Verdict } from '../events/audit.ts';
import type { Pace, StepEvent } from '../events/run.ts';
import type { Flow } from '../flows/flow.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Site } from '../site/site.ts';

/** How a rule is tried. */
export interface Trial {
  rule: RuleId;
  /** How, in one sentence. */
  tried: string;
  /** What that cannot see, in one sentence. */
  unseen: string;
  /** What was seen where it held, in one sentence. */
  held: string;
  /** A failed check that names the rule breaks it, in whatever attempt; where one of these came to its end, it held. */
  attempts: readonly Attempt[];
  /** A verdict that checks alone do not give; undefined: as the checks say. */
  judge?(seen: Seen): Judgement | undefined;
}

/** A flow, and how its visitors go on. */
export interface Attempt {
  flow: Flow;
  pace: Pace;
}

/** What became of an attempt. */
export interface Tried extends Attempt {
  /** In order; those before its end where it did not come to one. */
  steps: readonly StepEvent[];
  /** Why it was not made, or did not come to its end, in a sentence; absent where it did. */
  why?: string;
}

/** All that an audit has seen. */
export interface Seen {
  site: Site;
  /** The name of who signs in. */
  user: string;
  tried: readonly Tried[];
}

/** A verdict, and what it rests on. */
export interface Judgement {
  verdict: Verdict;
  /** A sentence each. */
  said: string[];
  /** The attempt that shows it. */
  by?: Tried;
  /** Of its steps, those that lead there. */
  steps?: readonly StepEvent[];
}

/** An attempt by a visitor who waits for the whole answer. */
export function patiently(flow: Flow): Attempt {
  return { flow, pace: 'patient' };
}

/** An attempt by a visitor who goes on at an answer's headers, as browsers do. */
export function quickly(flow: Flow): Attempt {
  return { flow, pace: 'quick' };
}

export function isSame(one: Attempt, other: Attempt): boolean {
  return one.flow.name === other.flow.name && one.pace === other.pace;
}
