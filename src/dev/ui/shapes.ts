import type { SessionAction } from '../../events/dev.ts';

/*
 * What the page is told, a line of JSON each. It holds what `dev` shows: sessions by their aliases, and secrets masked
 * unless they were asked for.
 */

/** What a page hears on its stream. */
export type LiveMessage =
  /** All there is: as the page opens, and where it could not keep up. */
  | { type: 'all'; app: LiveApp; entries: LiveEntry[]; sessions: LiveSession[] }
  /** One more thing that happened, and the sessions that it changed. */
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
  /** What became of the session, in words. */
  effect: string;
  changes: LiveChange[];
  /** What is wrong with it, a few words each. */
  marks: string[];
  /** For a style sheet or its like. */
  isStatic: boolean;
}

/** Something else that happened: a restart, or a change of the store that belongs to no request. */
export interface LiveNews extends Numbered {
  type: 'news';
  tone: 'good' | 'quiet' | 'bad';
  text: string;
  session?: string;
}

/** A key of a session, with its values as short texts of JSON; absent where it had none, or has none. */
export interface LiveChange {
  key: string;
  before?: string;
  after?: string;
}

/** A session, as it stands. */
export interface LiveSession {
  /** Its alias. */
  session: string;
  state: LifeState;
  user: string | null;
  /** What it holds, as JSON, cut where that is long; absent where nobody saw it. */
  data?: string;
  /** When it was first seen. */
  since: string;
  /** When it was last used, or ended. */
  until: string;
  expires: string | null;
}

/** `live`: it is in the store · `left`: it is, and the app has let go of it · `ended`: it is not · `lost`: it went with the memory of a process · `unknown`: nobody has seen it in the store */
export type LifeState = 'live' | 'left' | 'ended' | 'lost' | 'unknown';

/** A session's whole life. */
export interface Life extends LiveSession {
  moments: LifeMoment[];
  /** How many moments between the first and the others are no longer kept. */
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
