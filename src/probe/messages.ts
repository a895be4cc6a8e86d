import type { StoredSession, StoredText } from '../sessions/stored-session.ts';
import type { ProbeSent } from './sent/shapes.ts';

/** How long an app may take to end by itself, when it was asked to. */
export const GRACE_MS = 3_000;

/** The environment's name for the socket at which a probe reports. */
export const PROBE_SOCKET = 'SESSION_APP_PROBE';

/** The environment's name for whether a probe tells of requests too; it does where this holds something. */
export const PROBE_REQUESTS = 'SESSION_APP_PROBE_REQUESTS';

/** The environment's name for `0` where nobody will ask a probe what stores outside its process hold. */
export const PROBE_SESSIONS = 'SESSION_APP_PROBE_SESSIONS';

/** The environment's name for whether a probe tells what requests send as well; it does where this holds something. */
export const PROBE_SENT = 'SESSION_APP_PROBE_SENT';

/** The environment's name for whether a probe has its process remember what slow hashes came to; it does where this holds something. */
export const PROBE_HASHES = 'SESSION_APP_PROBE_HASHES';

// How much a probe tells at most, in characters and pieces: whoever listens lets in no more.

/** Somewhat more than a cookie holds. */
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

/** What a session store may be asked for. */
export const OPERATIONS = ['get', 'set', 'touch', 'destroy', 'all', 'clear', 'length'] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** What a probe tells, a line of JSON each. */
export type ProbeMessage =
  /** `secure`: over TLS. `packages`: it has loaded one for sessions, which is not express-session. */
  | { type: 'listening'; address: string; port: number; secure?: true; packages?: true }
  /** It wanted to listen at a port that another program has. */
  | { type: 'taken'; port: number }
  /** `inMemory`: what it holds can be read in the process. `production`: the environment says that this is production. */
  | { type: 'store'; name: string; inMemory: boolean; production?: true }
  /** There is a store that cannot be watched. */
  | { type: 'unseen' }
  /** A session middleware can do nothing: each request has its session already as it comes there. */
  | { type: 'idle-session' }
  | { type: 'operations'; operations: ProbeOperation[] }
  | { type: 'request'; request: ProbeRequest }
  /** What has changed in the store since it was last told, before the answer to a question. */
  | { type: 'sessions'; to: number; changed: StoredSession[]; gone: string[] }
  /** `isWhole`: all that the store holds was told. */
  | { type: 'answer'; to: number; isWhole: boolean }
  | { type: 'app'; to: number; app: ProbeApp }
  | { type: 'stores'; to: number; stores: ProbeStore[] }
  /** `isDone`: whether an order was carried out. `ids`: of each generator that could be asked for ids. */
  | { type: 'done'; to: number; isDone: boolean; ids?: ProbeIds[] };

/** What one may ask of a probe: to answer when no store operation is under way, and what the store holds then. */
export interface ProbeQuestion {
  ask: number;
  sessions: boolean;
  /** After so many milliseconds it answers though an operation goes on. */
  within: number;
}

/** One may also ask what kind of app it is. */
export interface ProbeAppQuestion {
  askApp: number;
  /** Where its routers may be mounted: paths that begin with `/`. Express 5 does not say where they are, only whether. */
  mounts: string[];
}

/** One may also ask what its session stores are. */
export interface ProbeStoresQuestion {
  askStores: number;
}

/** One may also have a process change what its app lives on. Nothing of that is done unasked. */
export interface ProbeOrder {
  order: number;
  /** The clock goes ahead by so many seconds. Timers do not. */
  clock?: number;
  /** How the session stores answer from now on. */
  store?: StoreMode;
  /** So many seconds later the stores work again. */
  seconds?: number;
  /** So many session ids are made by the app's own generator, for nobody. */
  ids?: number;
}

/** `fails`: a store answers with an error · `hangs`: it does not answer until it works again. */
export const STORE_MODES = ['works', 'fails', 'hangs'] as const;
export type StoreMode = (typeof STORE_MODES)[number];

/** What a store says that was made to fail. */
export const MADE_TO_FAIL = 'The session store was made to fail, to see what becomes of that';

/** What is told of ids that were made for nobody: figures, and never an id. */
export interface ProbeIds {
  count: number;
  /** How many of them had been there before. */
  repeats: number;
  /** The length of the shortest, in characters. */
  shortest: number;
  /** How many different characters they are made of. */
  characters: number;
  /** How many bits are in what differs between them, at most. */
  bits: number;
  /** Whether each is the number after the one before, or near it. */
  countsOn: boolean;
}

/** What became of an order. */
export type ProbeDone = Pick<Extract<ProbeMessage, { type: 'done' }>, 'isDone' | 'ids'>;

/** What a process tells of its app. */
export interface ProbeApp {
  routes: ProbeRoute[];
  /** Which bodies it reads. */
  bodies: BodyKind[];
  /** Packages for sessions that it has loaded: `cookie-session`. */
  packages: string[];
  /** Whether the cookies of its sessions are for HTTPS alone, whatever a request came by. */
  secureCookie: boolean;
}

export const BODY_KINDS = ['json', 'form'] as const;
export type BodyKind = (typeof BODY_KINDS)[number];

/** A session store of a process. */
export interface ProbeStore {
  /** Its class. */
  name: string;
  /** In this process, elsewhere, or nobody can tell: then what was seen of it is all that is known. */
  holds: 'memory' | 'elsewhere' | 'unknown';
  /** Where anybody can look. */
  place?: ProbePlace;
}

/** Where a store keeps its sessions, as it says itself; an address may hold a password. */
export type ProbePlace =
  | { kind: 'redis'; url: string; prefix: string }
  | { kind: 'file'; directory: string };

/** A route of an Express app. */
export interface ProbeRoute {
  /** In upper case. */
  method: string;
  /** As it was written: `/users/:id`. */
  path: string;
  /** The fields of the body that its own functions speak of. */
  fields: string[];
}

/** One call of the app's to its session store. */
export interface ProbeOperation {
  name: OperationName;
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
  /** Where a redirect leads. */
  location?: string;
  /** What it did to the session; absent where nobody asked for one. */
  session?: ProbeRequestSession;
  /** What else is needed to do the same again; only where somebody asked for that. */
  sent?: ProbeSent;
}

/** Sessions of a request, by what express-session has on it. */
export interface ProbeRequestSession {
  /** By the cookie, before the request; absent where none came. There is nothing but its id where the store does not know it. */
  before?: ProbeMoment;
  /** After the request, as it is stored; absent where there is none. */
  after?: ProbeMoment;
  /** True where a session cookie came that the app has not signed. */
  forged?: true;
  /** What succeeded in the store. */
  saved: boolean;
  touched: boolean;
  destroyed: boolean;
  /** What failed in the store: the operation, and what it answered. */
  errors: string[];
}

/** A session at one moment of a request. */
export type ProbeMoment = { sessionId: string } & (StoredText | { text?: never; size?: never });

/** A server of an app's. */
export interface AppServer {
  port: number;
  /** Over TLS. */
  secure: boolean;
  /** Whether its process keeps sessions, by a store or by a package for them. */
  keepsSessions: boolean;
}
