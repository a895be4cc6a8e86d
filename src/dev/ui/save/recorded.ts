import type { DevRequestEvent } from '../../../events/dev.ts';
import type { ProbeSent } from '../../../probe/sent/shapes.ts';

/** What is known of a request that may become a step of a flow. It holds no session id, and no secret. */
export interface Recorded {
  number: number;
  /** As it is shown where nothing is revealed. */
  event: DevRequestEvent;
  sent: ProbeSent;
  /** Whether the store held its session before it, and who was signed in then. */
  before: { isStored: boolean; user: string | null };
  /** Whether a session was taken out of the store. */
  destroyed: boolean;
  isStatic: boolean;
}

/** What lies between two requests. */
export interface RecordedRestart {
  number: number;
  /** Whether all sessions were lost. */
  inMemory: boolean;
}

export type RecordedStep = Recorded | RecordedRestart;
