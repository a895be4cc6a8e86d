import type { RuleId } from '../rules/rules.ts';
import type { Verdict } from './audit.ts';
import type { StepEvent } from './run.ts';
import type { Versioned } from './versioned.ts';

/** What `learn RULE` tells as JSON. */
export interface LessonEvent extends Versioned {
  type: 'lesson';
  rule: RuleId;
  /** What holds where the rule is kept, what goes wrong where it is broken, and how it is mended. */
  means: string;
  why: string;
  fix: string;
  /** How the rule was tried. */
  tried: string;
  /** Null where no app has this fault. */
  apps: { fault: string; withFault: TriedApp; without: TriedApp } | null;
}

/** What came of the attack on one of the two apps. */
export interface TriedApp {
  verdict: Verdict;
  /** A sentence each: what was seen. */
  said: string[];
  /** The steps of the attack; none where what was seen is no request's. */
  steps: StepEvent[];
}
