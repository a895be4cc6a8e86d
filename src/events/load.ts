import type { RuleId } from '../rules/rules.ts';
import type { StartEvent } from './run.ts';
import type { Versioned } from './versioned.ts';

/**
 * The events of a load, in order: one `start`, a `progress` about every second, and one `end`. No event contains a
 * session id, a cookie's value or a password.
 */
export type LoadEvent = LoadStartEvent | LoadProgressEvent | LoadEndEvent;

/** The size of a load. */
interface Demand {
  /** The number of visitors. */
  users: number;
  /** How many of them are active at the same time. */
  concurrency: number;
  /** For how long visitors start the flow again, in milliseconds; null if each goes through it once. */
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
  /** Milliseconds since the first visitor started. */
  at: number;
  /** The flows that have ended so far. */
  flows: number;
  /** Since the previous event. */
  requestsPerSecond: number;
  /** Requests without a complete answer so far. */
  errors: number;
  /** Breaches of all invariants so far. */
  breaches: number;
}

export interface LoadEndEvent extends Versioned, Demand {
  type: 'end';
  /** Whether each request was answered and no invariant was broken. */
  passed: boolean;
  /** Milliseconds from the first request to the end of the last response. */
  took: number;
  /** `broken`: flows that ended early, as something was wrong. */
  flows: { done: number; broken: number; perSecond: number };
  /** The requests that were answered. */
  requests: { done: number; perSecond: number };
  /** In the order of the flow. */
  steps: LoadStep[];
  /** The number of operations on the store per request; null if they cannot be observed. */
  operations: { perRequest: number; byName: Record<string, number> } | null;
  invariants: Record<Invariant, Findings>;
  /** Requests without a complete answer. */
  errors: Findings;
}

/** All requests of one step of the flow. */
export interface LoadStep {
  title: string;
  /** The requests that were answered. */
  count: number;
  /** Milliseconds from the request to the end of the response; null if none was answered. */
  p50: number | null;
  p95: number | null;
  p99: number | null;
  /** Requests without a complete answer. */
  errors: number;
}

/**
 * What must never happen: `lost`: a session is gone without a log-out · `mixedUp`: a visitor gets the page or the
 * session of another one · `undone`: a cookie is valid after its log-out · `wrongPages`: an answer is not as the flow
 * expects
 */
export type Invariant = 'lost' | 'mixedUp' | 'undone' | 'wrongPages';

/** How often something happened, with the first case. */
export interface Findings {
  count: number;
  /** Absent if the count is 0. */
  first?: Finding;
}

/** One case of something wrong, in words. */
export interface Finding {
  /** The broken rule; absent if no rule is about this, or if it is not known. */
  rule?: RuleId;
  visitor: string;
  /** The title of the step. */
  step: string;
  expected: string;
  got: string;
}
