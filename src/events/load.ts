import type { RuleId } from '../rules/rules.ts';
import type { StartEvent } from './run.ts';
import type { Versioned } from './versioned.ts';

/**
 * What a load tells while it goes on, in order: one `start`, a `progress` about every second, one `end`. No event
 * holds a session id, a cookie's value or a password.
 */
export type LoadEvent = LoadStartEvent | LoadProgressEvent | LoadEndEvent;

/** How much is asked of the site. */
interface Demand {
  /** How many visitors there are. */
  users: number;
  /** How many of them are under way at the same time. */
  concurrency: number;
  /** For how long they begin anew, in milliseconds; null where each goes through the flow once. */
  duration: number | null;
}

export interface LoadStartEvent extends Versioned, Demand {
  type: 'start';
  /** ISO 8601. */
  started: string;
  site: StartEvent['site'];
  flow: string;
}

export interface LoadProgressEvent extends Versioned {
  type: 'progress';
  /** Milliseconds since the visitors began. */
  at: number;
  /** Flows that have ended so far. */
  flows: number;
  /** Since the progress before. */
  requestsPerSecond: number;
  /** Requests that got no whole answer so far. */
  errors: number;
  /** Breaches of what must hold so far, of all kinds. */
  breaches: number;
}

export interface LoadEndEvent extends Versioned, Demand {
  type: 'end';
  /** Whether every request was answered and no invariant was broken. */
  passed: boolean;
  /** Milliseconds from the first request to the end of the last response. */
  took: number;
  /** `broken`: those that ended early, as something was not as it must be. */
  flows: { done: number; broken: number; perSecond: number };
  /** Those that were answered. */
  requests: { done: number; perSecond: number };
  /** In the flow's order. */
  steps: LoadStep[];
  /** What the app asked of its store for each request; null where no probe tells. */
  operations: { perRequest: number; byName: Record<string, number> } | null;
  invariants: Record<Invariant, Findings>;
  /** Requests that got no whole answer. */
  errors: Findings;
}

/** All requests of one step of the flow. */
export interface LoadStep {
  title: string;
  /** Those that were answered. */
  count: number;
  /** Milliseconds from the request to the end of the response; null where none was answered. */
  p50: number | null;
  p95: number | null;
  p99: number | null;
  /** Those that got no whole answer. */
  errors: number;
}

/**
 * What must never happen: `lost`: a session is gone without a log-out · `mixedUp`: a visitor gets a page or a session
 * of another's · `undone`: a cookie counts after its log-out · `wrongPages`: an answer is another than the flow says
 */
export type Invariant = 'lost' | 'mixedUp' | 'undone' | 'wrongPages';

/** How often something happened, and the first time. */
export interface Findings {
  count: number;
  /** Absent where the count is 0. */
  first?: Finding;
}

/** One time that something was not as it must be, in words. */
export interface Finding {
  /** The rule that is broken; absent where it is none of ours, or where that is not known. */
  rule?: RuleId;
  visitor: string;
  /** The step's title. */
  step: string;
  expected: string;
  got: string;
}
