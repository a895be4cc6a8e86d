import type { SessionAction } from '../../events/dev.ts';

/*
 * The messages to the page, each a line of JSON. They contain what `dev` shows: aliases for sessions, and masks for
 * secrets unless they are to be revealed.
 */

/** A message on the page's stream. */
export type LiveMessage =
  /** Everything: when the page opens, and when it could not keep up. */
  | { type: 'all'; app: LiveApp; entries: LiveEntry[]; sessions: LiveSession[] }
  /** One more event, and the sessions that it changed. */
  | { type: 'one'; app: LiveApp; entry: LiveEntry; sessions: LiveSession[] }
  /** Nothing more will come: `dev` ends. */
  | { type: 'end' };

export interface LiveApp {
  name: string;
  /** Null until it listens. */
  url: string | null;
  runs: boolean;
}

export type LiveEntry = LiveRequest | LiveNews;

interface Numbered {
  /** From 1 on, through all restarts. */
  number: number;
  /** ISO 8601. */
  at: string;
}

/** A request, as a row of the sequence. */
export interface LiveRequest extends Numbered {
  type: 'request';
  method: string;
  path: string;
  status: number | null;
  /** Milliseconds. */
  took: number;
  location: string | null;
  /** The names of cookies that the response sets or clears. */
  cookies: string[];
  /** The aliases of sessions. */
  before?: string;
  after?: string;
  user: string | null;
  action: SessionAction | null;
  /** What happened to the session, in words. */
  effect: string;
  changes: LiveChange[];
  /** What is wrong with it, a few words each. */
  marks: string[];
  /** Whether it is for a style sheet or the like. */
  isStatic: boolean;
}

/** Another event: a restart, or a store operation that belongs to no request. */
export interface LiveNews extends Numbered {
  type: 'news';
  tone: 'good' | 'quiet' | 'bad';
  text: string;
  session?: string;
}

/** A changed key of a session, with its values as short JSON texts; absent if it had none, or has none. */
export interface LiveChange {
  key: string;
  before?: string;
  after?: string;
}

/** A session in its current state. */
export interface LiveSession {
  /** Its alias. */
  session: string;
  state: LifeState;
  user: string | null;
  /** Its contents as JSON, cut if that is long, or why they cannot be read; absent if nobody has seen them. */
  data?: string;
  /** When it was first seen. */
  since: string;
  /** When it was last used, or ended. */
  until: string;
  expires: string | null;
}

/**
 * `live`: it is in the store · `left`: it is in the store, but the app no longer uses it · `ended`: it was removed ·
 * `lost`: it was in the memory of an ended process · `unknown`: nobody has seen it in the store
 */
export type LifeState = 'live' | 'left' | 'ended' | 'lost' | 'unknown';

/** A session's whole life. */
export interface Life extends LiveSession {
  moments: LifeMoment[];
  /** How many moments after the first one are no longer kept. */
  forgotten: number;
}

export interface LifeMoment {
  at: string;
  kind: 'born' | 'changed' | 'used' | 'renewed' | 'ended' | 'wrong' | 'restart';
  text: string;
  /** The request that it came with. */
  number?: number;
  request?: string;
  changes: LiveChange[];
}
