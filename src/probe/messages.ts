import type { StoredSession, StoredText } from '../sessions/stored-session.ts';
import type { ProbeSent } from './sent/shapes.ts';

/** How long an app may take to end after it was asked to. */
export const GRACE_MS = 3_000;

/** Environment variable: the socket at which a probe reports. */
export const PROBE_SOCKET = 'SESSION_APP_PROBE';

/** Environment variable: if it is not empty, a probe also reports requests. */
export const PROBE_REQUESTS = 'SESSION_APP_PROBE_REQUESTS';

/** Environment variable: `0` if nobody will ask a probe for the contents of stores outside its process. */
export const PROBE_SESSIONS = 'SESSION_APP_PROBE_SESSIONS';

/** Environment variable: if it is not empty, a probe also reports what requests send. */
export const PROBE_SENT = 'SESSION_APP_PROBE_SENT';

/** Environment variable: if it is not empty, a probe caches the results of slow hashes in its process. */
export const PROBE_HASHES = 'SESSION_APP_PROBE_HASHES';

// How much a probe reports at most, in characters and pieces: the receiver accepts no more.

/** Slightly longer than a cookie. */
export const LONGEST_ID = 4_200;
export const LONGEST_NAME = 256;
export const LONGEST_ERROR = 1_000;
export const LONGEST_PATH = 16_384;
export const LONGEST_TEXT = 4 * 1024 * 1024;
export const MOST_COOKIES = 100;
export const MOST_ERRORS = 100;
export const MOST_OPERATIONS = 1_000;
export const MOST_IN_PART = 10_000;
export const MOST_ROUTES = 1_000;
export const MOST_FIELDS = 20;
export const MOST_IDS = 10_000;

/** The operations of a session store. */
export const OPERATIONS = ['get', 'set', 'touch', 'destroy', 'all', 'clear', 'length'] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** What a probe sends, each a line of JSON. */
export type ProbeMessage =
  /** `secure`: with TLS. `packages`: it has loaded another package for sessions than express-session. */
  | { type: 'listening'; address: string; port: number; secure?: true; packages?: true }
  /** It wanted to listen on a port, but another program does. */
  | { type: 'taken'; port: number }
  /**
   * `inMemory`: what it holds can be read in the process. `production`: the environment says that this is production.
   */
  | { type: 'store'; name: string; inMemory: boolean; production?: true }
  /** There is a store that cannot be watched. */
  | { type: 'unseen' }
  /** A session middleware has no effect: each request that reaches it has a session already. */
  | { type: 'idle-session' }
  | { type: 'operations'; operations: ProbeOperation[] }
  | { type: 'request'; request: ProbeRequest }
  /** The session of a request that has just begun, before the app can print its id. */
  | { type: 'met'; sessionId: string }
  /** Before the answer to a question: what has changed in the store since the last report. */
  | { type: 'sessions'; to: number; changed: StoredSession[]; gone: string[] }
  /** `isWhole`: whether everything in the store was reported. */
  | { type: 'answer'; to: number; isWhole: boolean }
  | { type: 'app'; to: number; app: ProbeApp }
  | { type: 'stores'; to: number; stores: ProbeStore[] }
  /** `isDone`: whether an order was carried out. `ids`: one entry for each generator that could be used. */
  | { type: 'done'; to: number; isDone: boolean; ids?: ProbeIds[] };

/** A question: what does the store hold? It is answered once no store operation is running. */
export interface ProbeQuestion {
  ask: number;
  sessions: boolean;
  /** After so many milliseconds it answers, even if an operation is still running. */
  within: number;
}

/** A question: what kind of app is it? */
export interface ProbeAppQuestion {
  askApp: number;
  /**
   * Paths, beginning with `/`, at which routers may be mounted: Express 5 only says whether a router is at a given
   * path.
   */
  mounts: string[];
}

/** A question: which session stores are there? */
export interface ProbeStoresQuestion {
  askStores: number;
}

/** An order: it changes what the app depends on. Nothing of this happens without an order. */
export interface ProbeOrder {
  order: number;
  /** Moves the clock forward by so many seconds. Timers do not change. */
  clock?: number;
  /** How the session stores answer from now on. */
  store?: StoreMode;
  /** After how many seconds the stores work again. */
  seconds?: number;
  /** Makes so many unused session ids with the app's own generator. */
  ids?: number;
}

/** `fails`: a store answers with an error · `hangs`: it does not answer until it works again. */
export const STORE_MODES = ['works', 'fails', 'hangs'] as const;
export type StoreMode = (typeof STORE_MODES)[number];

/** What a store says that was made to fail. */
export const MADE_TO_FAIL = 'The session store was made to fail, to see what becomes of that';

/** Figures about unused ids, without any id. */
export interface ProbeIds {
  count: number;
  /** How many of them are repeated. */
  repeats: number;
  /** The length of the shortest one, in characters. */
  shortest: number;
  /** How many different characters they are made of. */
  characters: number;
  /** How many bits differ between them, at most. */
  bits: number;
  /** Whether each is the number after the one before, or close to it. */
  countsOn: boolean;
}

/** The result of an order. */
export type ProbeDone = Pick<Extract<ProbeMessage, { type: 'done' }>, 'isDone' | 'ids'>;

/** What a process reports about its app. */
export interface ProbeApp {
  routes: ProbeRoute[];
  /** Which kinds of body it reads. */
  bodies: BodyKind[];
  /** Packages for sessions that it has loaded: `cookie-session`. */
  packages: string[];
  /** Whether its session cookies are only for HTTPS, whatever the request used. */
  secureCookie: boolean;
}

export const BODY_KINDS = ['json', 'form'] as const;
export type BodyKind = (typeof BODY_KINDS)[number];

/** A session store of a process. */
export interface ProbeStore {
  /** Its class. */
  name: string;
  /** Where it keeps sessions; if that is unknown, only what was seen of it is known. */
  holds: 'memory' | 'elsewhere' | 'unknown';
  /** Present if it can be read from outside. */
  place?: ProbePlace;
}

/** Where a store keeps its sessions, as it says itself; an address may contain a password. */
export type ProbePlace =
  | { kind: 'redis'; url: string; prefix: string }
  | { kind: 'file'; directory: string };

/** A route of an Express app. */
export interface ProbeRoute {
  /** In upper case. */
  method: string;
  /** As it was written: `/users/:id`. */
  path: string;
  /** The fields of `req.body` that its own functions use. */
  fields: string[];
}

/** A call of the app to its session store. */
export interface ProbeOperation {
  name: OperationName;
  sessionId?: string;
  /** When it began, in milliseconds since 1970. */
  at: number;
  /** Milliseconds until the store answered. */
  took: number;
  /** For a `get`: whether the session exists. */
  found?: boolean;
  error?: string;
  /** True if a message about its request includes it. */
  inRequest?: true;
}

/** A request to the app, sent when its response is complete or has broken off. */
export interface ProbeRequest {
  method: string;
  /** With its query, as it came. */
  path: string;
  /** When the response was complete, in milliseconds since 1970. */
  at: number;
  /** How long it took, in milliseconds. */
  took: number;
  /** Absent if the visitor had gone before there was one. */
  status?: number;
  /** The names of the cookies that the response sets or clears. */
  cookies: string[];
  /** Where a redirect leads. */
  location?: string;
  /** What it did to the session; absent if the app asked for none. */
  session?: ProbeRequestSession;
  /** What is needed to send the same request again; only if it was asked for. */
  sent?: ProbeSent;
}

/** The sessions of a request, as express-session has them on it. */
export interface ProbeRequestSession {
  /** By the cookie, before the request; absent if none came. If the store does not have it, it is only an id. */
  before?: ProbeMoment;
  /** After the request, as it is stored; absent if there is none. */
  after?: ProbeMoment;
  /** True if the request had a session cookie that the app did not sign. */
  forged?: true;
  /** Which operations of the store succeeded. */
  saved: boolean;
  touched: boolean;
  destroyed: boolean;
  /** What failed in the store: the operation, and its error. */
  errors: string[];
}

/** A session at one moment of a request. */
export type ProbeMoment = { sessionId: string } & (StoredText | { text?: never; size?: never });

/** A server of the app. */
export interface AppServer {
  port: number;
  /** With TLS. */
  secure: boolean;
  /** Whether its process keeps sessions, in a store or by another package. */
  keepsSessions: boolean;
}
