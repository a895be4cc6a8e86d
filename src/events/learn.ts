import type { RuleId } from '../rules/rules.ts';
import type { Verdict } from './audit.ts';
import type { StepEvent } from './run.ts';
import type { Versioned } from './versioned.ts';

/** What `learn RULE --json` prints. */
export interface LessonEvent extends Versioned {
  type: 'lesson';
  rule: RuleId;
  /** What the rule means, what goes wrong if it is broken, and how to fix that. */
  means: string;
  why: string;
  fix: string;
  /** How the rule was tried. */
  tried: string;
  /** Null if there is no app with this fault. */
  apps: { fault: string; withFault: TriedApp; without: TriedApp } | null;
}

/** The result of the attack on one of the two apps. */
export interface TriedApp {
  verdict: Verdict;
  /** One sentence each: what happened. */
  said: string[];
  /** The steps of the attack; empty if the fault shows in no request. */
  steps: StepEvent[];
}
