import type { Explanation } from './run.ts';
import type { Versioned } from './versioned.ts';

/** The comparison of one flow on several stores: the last line of `simulate --compare --json`, after the runs. */
export interface ComparisonEvent extends Versioned {
  type: 'comparison';
  flow: string;
  /** In the requested order. */
  stores: StoreRun[];
  /** The explanations that not all stores have. */
  explanations: ExplainedOtherwise[];
  /** The steps that went differently on different stores. */
  differences: StepDifference[];
  /** How many steps were the same on all stores. */
  same: number;
  /** Whether the flow passed on each store that was reached. */
  passed: boolean;
}

export type StoreRun =
  | { store: string; passed: boolean; steps: number; checks: { passed: number; failed: number } }
  /** It was skipped, for this reason. */
  | { store: string; why: string[] };

export interface ExplainedOtherwise extends Pick<Explanation, 'about'> {
  /** By store: its explanations, in a few words; null if it has none that differ. */
  by: Record<string, string | null>;
}

export interface StepDifference {
  /** The numbers of all steps that differ in this way. */
  steps: number[];
  title: string;
  /** By store: the facts that differ; null if it had no such step. */
  by: Record<string, string | null>;
}
