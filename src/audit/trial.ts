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
  /** What must be known of the app, or seen besides its answers: without it, nothing is said of the rule. */
  needs?: 'app' | 'cookie' | 'ids' | 'store' | 'operations' | 'https' | 'proxy' | 'page';
  /** What was seen where it held, in one sentence. */
  held: string;
  /** A failed check that names the rule breaks it, in whatever attempt; where one of these came to its end, it held. */
  attempts: readonly Attempt[];
  /** Attempts that build on what was seen so far. They come after all that share a start of the app, and may move its clock. */
  next?(seen: Seen): readonly Attempt[];
  /** Whether a failed check that names the rule may have a reason that breaks nothing. */
  excuses?(step: StepEvent, by: Tried, seen: Seen): boolean;
  /** A verdict that checks alone do not give; undefined: as the checks say. */
  judge?(seen: Seen): Judgement | undefined;
}

/** A flow, and how its visitors go on. */
export interface Attempt {
  flow: Flow;
  pace: Pace;
  /** Whether a step has shown all that was wanted: those after it are not done. */
  isSeenBy?(step: StepEvent): boolean;
}

/** What became of an attempt. */
export interface Tried extends Attempt {
  /** In order; those before its end where it did not come to one. */
  steps: readonly StepEvent[];
  /** Why it was not made, or did not come to its end, in a sentence; absent where it did. */
  why?: string;
  /** True where the app's process ended meanwhile. */
  hasEnded?: true;
  /** When the run began, in milliseconds since 1970: what the times of its steps count from; absent where it was not made. */
  began?: number;
  /** How many characters the app printed during the steps of a title; absent where nobody can tell. */
  printedAt?(title: string): number;
}

/** All that an audit has seen. */
export interface Seen {
  site: Site;
  /** The name of who signs in. */
  user: string;
  tried: readonly Tried[];
  /** Absent where there was nothing to be told, or nobody to tell it. */
  app?: SeenApp;
}

/** What a probe told of the app. */
export interface SeenApp {
  facts: AppFacts;
  /** The class of its store. */
  storeName?: string;
  /** Figures of ids that its own generators made for nobody. */
  ids: readonly ProbeIds[];
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

/** What became of the attempt at a flow; undefined where it was not even thought of. */
export function triedOf({ tried }: Seen, name: string): Tried | undefined {
  return tried.find(({ flow }) => flow.name === name);
}

export function isSame(one: Attempt, other: Attempt): boolean {
  return one.flow.name === other.flow.name && one.pace === other.pace;
}
