import type { Explanation } from './run.ts';
import type { Versioned } from './versioned.ts';

/** What came of one flow on several stores: the last line of `simulate --compare` as JSON, after the runs themselves. */
export interface ComparisonEvent extends Versioned {
  type: 'comparison';
  flow: string;
  /** In the order in which they were asked for. */
  stores: StoreRun[];
  /** What is explained otherwise on one store than on another. */
  explanations: ExplainedOtherwise[];
  /** The steps that came out otherwise on one store than on another. */
  differences: StepDifference[];
  /** How many steps came out the same on each. */
  same: number;
  /** Whether the flow passed on each store that was there. */
  passed: boolean;
}

/** How the flow went on one store. */
export type StoreRun =
  | { store: string; passed: boolean; steps: number; checks: { passed: number; failed: number } }
  /** It was left out. */
  | { store: string; why: string[] };

export interface ExplainedOtherwise extends Pick<Explanation, 'about'> {
  /** By store: what was seen there, in a few words; null where nothing of the kind was. */
  by: Record<string, string | null>;
}

export interface StepDifference {
  /** The numbers of the steps, which all differ in this way. */
  steps: number[];
  title: string;
  /** By store: what came there, of what differs; null where there was no such step. */
  by: Record<string, string | null>;
}
