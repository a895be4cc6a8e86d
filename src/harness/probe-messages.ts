/** The environment's name for the socket at which a probe reports. */
export const PROBE_SOCKET = 'SESSION_APP_PROBE';

/** What a probe tells, a line of JSON each. */
export type ProbeMessage =
  | { type: 'listening'; port: number }
  | { type: 'store'; name: string }
  | { type: 'operations'; operations: ProbeOperation[] }
  | { type: 'answer'; to: number; records: ProbeRecord[] };

/** What one may ask of a probe: to answer when no store operation is under way, and what the store holds then. */
export interface ProbeQuestion {
  ask: number;
  records: boolean;
}

/** One call of the app's to its session store. */
export interface ProbeOperation {
  name: string;
  sessionId?: string;
  /** When it began, in milliseconds since 1970. */
  at: number;
  /** Milliseconds until the store answered. */
  took: number;
  /** Of a `get`: whether there was such a session. */
  found?: boolean;
  error?: string;
}

/** A session as the store has it: its text, and when it leaves, where the store keeps that beside the text. */
export interface ProbeRecord {
  sessionId: string;
  text: string;
  /** Milliseconds since 1970. */
  expires?: number;
}
