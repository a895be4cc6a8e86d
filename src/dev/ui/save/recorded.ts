import type { DevRequestEvent } from '../../../events/dev.ts';
import type { ProbeSent } from '../../../probe/sent/shapes.ts';

/** What is known about a request that may become a step of a flow. It contains no session id and no secret. */
export interface Recorded {
  number: number;
  /** As it is shown without `--reveal`. */
  event: DevRequestEvent;
  sent: ProbeSent;
  /** Whether the store held its session before it, and who was signed in then. */
  before: { isStored: boolean; user: string | null };
  /** Whether a session was removed from the store. */
  destroyed: boolean;
  isStatic: boolean;
}

/** A restart between two requests. */
export interface RecordedRestart {
  number: number;
  /** Whether all sessions were lost. */
  inMemory: boolean;
}

export type RecordedStep = Recorded | RecordedRestart;
