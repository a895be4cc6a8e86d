import type { StoredSession } from '../sessions/stored-session.ts';

/** How long an app may take to end by itself, when it was asked to. */
export const GRACE_MS = 3_000;

/** The environment's name for the socket at which a probe reports. */
export const PROBE_SOCKET = 'SESSION_APP_PROBE';

/** The environment's name for whether a probe tells of requests too; it does where this holds something. */
export const PROBE_REQUESTS = 'SESSION_APP_PROBE_REQUESTS';

/** The environment's name for `0` where nobody will ask a probe what stores outside its process hold. */
export const PROBE_RECORDS = 'SESSION_APP_PROBE_RECORDS';

/** What a probe tells, a line of JSON each. */
export type ProbeMessage =
  | { type: 'listening'; address: string; port: number }
  /** `inMemory`: what it holds can be read in the process. */
  | { type: 'store'; name: string; inMemory: boolean }
  | { type: 'operations'; operations: ProbeOperation[] }
  | { type: 'request'; request: ProbeRequest }
  | { type: 'answer'; to: number; records: StoredSession[] };

/** What one may ask of a probe: to answer when no store operation is under way, and what the store holds then. */
export interface ProbeQuestion {
  ask: number;
  records: boolean;
  /** After so many milliseconds it answers though an operation goes on. */
  within: number;
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
  /** True where the request that it belongs to tells of it. */
  inRequest?: true;
}

/** A request to the app, when its response is complete, or was given up. */
export interface ProbeRequest {
  method: string;
  /** With its query, as it came. */
  path: string;
  /** When the response was complete, in milliseconds since 1970. */
  at: number;
  /** Milliseconds until then. */
  took: number;
  /** Absent where the visitor was gone before there was one. */
  status?: number;
  /** The names of the cookies that the response sets or clears. */
  cookies: string[];
  /** What it did to the session; absent where nobody asked for one. */
  session?: ProbeRequestSession;
}

/** Sessions of a request, by what express-session has on it. */
export interface ProbeRequestSession {
  /** By the cookie, before the request; absent where none came. Its text is absent where the store does not know it. */
  before?: { sessionId: string; text?: string };
  /** After the request, as it is stored; absent where there is none. */
  after?: { sessionId: string; text: string };
  /** What succeeded in the store. */
  saved: boolean;
  touched: boolean;
  destroyed: boolean;
  /** What failed in the store: the operation, and what it answered. */
  errors: string[];
}
