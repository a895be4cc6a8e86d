import type { KeyChange } from '../sessions/key-changes.ts';
import type { StoreOperation } from './run.ts';
import type { ChangeType } from './session.ts';
import type { Versioned } from './versioned.ts';

/**
 * What an app tells while it is developed, in the order in which it happens. These are the lines of `--json` and what
 * `dev()` yields. No event holds a session id or a cookie's value, unless they were asked for; but what the app itself
 * prints is passed on as it is.
 */
export type DevEvent =
  | DevStartedEvent
  | DevRequestEvent
  | DevStoreEvent
  | DevStoppedEvent
  | DevRestartedEvent
  | DevOutputEvent
  | DevNoteEvent
  | DevPageEvent
  | DevEndedEvent;

export interface Happened extends Versioned {
  /** ISO 8601. */
  at: string;
}

/** The app listens for the first time. */
export interface DevStartedEvent extends Happened {
  type: 'started';
  /** `http://127.0.0.1:3000` */
  url: string;
}

/** A response is complete, or was given up. */
export interface DevRequestEvent extends Happened {
  type: 'request';
  method: string;
  /** With its query; what looks like a secret in it is masked. */
  path: string;
  /** Null where the visitor was gone before there was one. */
  status: number | null;
  /** Milliseconds. */
  took: number;
  /** The names of the cookies that the response sets or clears. */
  cookies: string[];
  /** Where a redirect leads; what looks like a secret in it is masked. Null where it is none. */
  location: string | null;
  /** Null where the app asked for no session. */
  session: RequestSession | null;
}

/** What a request did to the visitor's session. */
export interface RequestSession {
  /** The alias of the session that the cookie names; absent where none came. */
  before?: string;
  /** The alias of the session after the request; absent where there is none. */
  after?: string;
  /** True where a cookie came that looks like one of a session, and which the app has not signed. */
  forged: boolean;
  /** True where somebody signed in, and the session kept the id that it had before: whoever knew it is signed in too. */
  keptId: boolean;
  /** Who is signed in after it. */
  user: string | null;
  action: SessionAction;
  /** What it holds now that it did not before, and the other way round. */
  keys: KeyChange[];
  /** What failed in the store. */
  errors: string[];
}

export type SessionAction =
  | Exclude<ChangeType, 'expired'>
  /** There is no session, and was none. */
  | 'none'
  /** The session goes on under another id. */
  | 'replaced'
  /** It was stored once more, as it was. */
  | 'saved'
  | 'read'
  /** The app has let go of it, and it is still in the store. */
  | 'dropped';

/** The app changed its store, or failed to, and no request tells of it. */
export interface DevStoreEvent extends Happened {
  type: 'store';
  operation: StoreOperation;
}

/** The app no longer listens; whoever watches its files may start it again. */
export interface DevStoppedEvent extends Happened {
  type: 'stopped';
}

/** The app listens again. */
export interface DevRestartedEvent extends Happened {
  type: 'restarted';
  url: string;
}

/** The app printed a line. */
export interface DevOutputEvent extends Happened {
  type: 'output';
  stream: 'stdout' | 'stderr';
  text: string;
}

/** Something that cannot be told, or not yet, and why. */
export interface DevNoteEvent extends Happened {
  type: 'note';
  text: string;
}

/** Where the page is that shows the app live. Each address is good for one time; then another one is told. */
export interface DevPageEvent extends Happened {
  type: 'page';
  url: string;
  /** True where the address before was used. */
  opened: boolean;
}

/** The app and all its processes have ended, because they were asked to. */
export interface DevEndedEvent extends Happened {
  type: 'ended';
}
