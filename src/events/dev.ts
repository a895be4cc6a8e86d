import type { KeyChange } from '../sessions/key-changes.ts';
import type { ChangeType } from './session.ts';
import type { StoreOperation } from './store.ts';
import type { Versioned } from './versioned.ts';

/**
 * The events of an app in development, in the order of time. `--json` prints one per line, and `dev()` yields them. No
 * event contains a session id or a cookie's value, unless requested. In the output of the app itself, the ids of its
 * sessions are masked, and nothing else.
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

/** A response is complete, or was aborted. */
export interface DevRequestEvent extends Happened {
  type: 'request';
  method: string;
  /** With the query; values that look like secrets are masked. */
  path: string;
  /** Null if the visitor went away before there was a response. */
  status: number | null;
  /** Milliseconds. */
  took: number;
  /** The names of the cookies that the response sets or clears. */
  cookies: string[];
  /** The target of a redirect, with values masked that look like secrets. Null if it is not a redirect. */
  location: string | null;
  /** Null if the app did not use the session. */
  session: RequestSession | null;
}

/** How a request changed the visitor's session. */
export interface RequestSession {
  /** The alias of the session of the cookie; absent if no cookie came. */
  before?: string;
  /** The alias of the session after the request; absent if there is none. */
  after?: string;
  /** True if a cookie came that looks like a session cookie, but was not signed by the app. */
  forged: boolean;
  /** True if somebody signed in, and the session kept its id: whoever knew the id is signed in, too. */
  keptId: boolean;
  /** The user of the session after the request; null if nobody is signed in. */
  user: string | null;
  action: SessionAction;
  /** The keys of the session that changed. */
  keys: KeyChange[];
  /** Errors of the store. */
  errors: string[];
}

export type SessionAction =
  | Exclude<ChangeType, 'expired'>
  /** There is no session, and there was none. */
  | 'none'
  /** The session continues with another id. */
  | 'replaced'
  /** It was stored again, without a change. */
  | 'saved'
  | 'read'
  /** The app no longer uses it, but it is still in the store. */
  | 'dropped';

/** The app changed its store, or failed to, outside of any request. */
export interface DevStoreEvent extends Happened {
  type: 'store';
  operation: StoreOperation;
}

/** The app stopped listening; a program that watches its files may start it again. */
export interface DevStoppedEvent extends Happened {
  type: 'stopped';
}

export interface DevRestartedEvent extends Happened {
  type: 'restarted';
  url: string;
}

export interface DevOutputEvent extends Happened {
  type: 'output';
  stream: 'stdout' | 'stderr';
  text: string;
}

/** Something that cannot be observed, or not yet, and why. */
export interface DevNoteEvent extends Happened {
  type: 'note';
  text: string;
}

/**
 * The address of the page that shows the app live. An address works once; after that, there is an event with a new one.
 */
export interface DevPageEvent extends Happened {
  type: 'page';
  url: string;
  /** True if the previous address was used. */
  opened: boolean;
}

/** The app has ended, with all its processes, as requested. */
export interface DevEndedEvent extends Happened {
  type: 'ended';
}
