import type { Verdict } from '../events/audit.ts';
import type { Pace, StepEvent } from '../events/run.ts';
import type { Flow } from '../flows/flow.ts';
import type { ProbeIds } from '../probe/messages.ts';
import type { RuleId } from '../rules/rules.ts';
import type { AppFacts, Site } from '../site/site.ts';

/** How a rule is tried. */
export interface Trial {
  rule: RuleId;
  /** How, in one sentence. */
  tried: string;
  /** What that cannot see, in one sentence. */
  unseen: string;
  /** What must be known or seen besides responses: without it, the rule is not judged. */
  needs?: 'app' | 'cookie' | 'ids' | 'store' | 'operations' | 'https' | 'proxy' | 'page';
  /** What was seen if it held, in one sentence. */
  held: string;
  /** A failed check that names the rule breaks it, in any attempt; the rule held if one of these was completed. */
  attempts: readonly Attempt[];
  /**
   * Attempts that depend on earlier results. They come after all that share a start of the app, and may move its clock.
   */
  next?(seen: Seen): readonly Attempt[];
  /** Whether a failed check that names the rule may have a harmless reason. */
  excuses?(step: StepEvent, by: Tried, seen: Seen): boolean;
  /** A verdict that checks alone cannot give; undefined: the checks decide. */
  judge?(seen: Seen): Judgement | undefined;
}

/** A flow, and when its visitors begin the next step. */
export interface Attempt {
  flow: Flow;
  pace: Pace;
  /** Whether a step has shown everything that is needed: the steps after it are not done. */
  isSeenBy?(step: StepEvent): boolean;
}

/** The result of an attempt. */
export interface Tried extends Attempt {
  /** In order; if it was not completed, only those that were done. */
  steps: readonly StepEvent[];
  /** Why it was not made, or not completed, in a sentence; absent if it was completed. */
  why?: string;
  /** True if the app's process ended during it. */
  hasEnded?: true;
  /** Why a trick is not among the steps, in a sentence: it had ended the app. */
  leftOut?: string;
  /**
   * When the run began, in milliseconds since 1970: the times of its steps count from then; absent if it was not made.
   */
  began?: number;
  /** How many characters the app printed during the steps with a title; absent if that is not known. */
  printedAt?(title: string): number;
}

/** Everything that an audit has seen. */
export interface Seen {
  site: Site;
  /** The user name. */
  user: string;
  /** True if no account was given: then an app that refuses it is right. */
  lacksAccount?: true;
  tried: readonly Tried[];
  /** Absent without a probe, or if it had nothing to report. */
  app?: SeenApp;
}

/** What a probe reported about the app. */
export interface SeenApp {
  facts: AppFacts;
  /** The class of its store. */
  storeName?: string;
  /** Figures about unused ids from its own generators. */
  ids: readonly ProbeIds[];
}

/** A verdict, and its evidence. */
export interface Judgement {
  verdict: Verdict;
  /** A sentence each. */
  said: string[];
  /** The attempt that shows it. */
  by?: Tried;
  /** Those of its steps that show it. */
  steps?: readonly StepEvent[];
}

/** An attempt by a visitor who waits for whole responses. */
export function patiently(flow: Flow): Attempt {
  return { flow, pace: 'patient' };
}

/** An attempt by a visitor who continues at a response's headers, as browsers do. */
export function quickly(flow: Flow): Attempt {
  return { flow, pace: 'quick' };
}

export function isSame(one: Attempt, other: Attempt): boolean {
  return one.flow.name === other.flow.name && one.pace === other.pace;
}
