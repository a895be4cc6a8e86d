import { isObject } from '../objects.ts';
/** What the stored text of a session says. */
export interface Contents {
  /** All that it holds, without the cookie's details. */
  data: Record<string, unknown>;
  user: string | null;
  cookie: Readonly<Record<string, unknown>>;
}

/** Why a stored text cannot be read as a session, and whether that is its own fault. */
export interface Unread {
  state: 'corrupt' | 'unreadable';
  reason: string;
}

/**
 * What a generated site leaves for some seconds in the place of a session whose visitor has signed in: it opens nothing,
 * and holds the id of the session that does.
 */
export const MOVED = Symbol('moved');

/** JSON that is something else. */
export const NO_SESSION: Unread = {
  state: 'corrupt',
  reason: 'not a session: there is no cookie in it',
};
const ENCRYPTED: Unread = { state: 'unreadable', reason: 'encrypted' };
export const TOO_LARGE: Unread = { state: 'unreadable', reason: 'too large to be read here' };
const TOO_DEEP: Unread = { state: 'unreadable', reason: 'nested too deeply to be shown' };
/** What is nested more deeply exhausts the stack of whoever prints it. */
const MOST_LEVELS = 500;
/** Texts of more bytes than that are not taken in. */
export const LARGEST_TEXT = 16 * 1024 * 1024;

/** Where sites keep who is signed in: ours first, then what is common. A dot leads into an object. */
const USER_KEYS = [
  'user_name',
  'username',
  'userName',
  'user',
  'userId',
  'userID',
  'user_id',
  'passport.user',
  'currentUser',
  'loggedInUser',
  'email',
];
/** What says that somebody is signed in, and not who. */
const SIGNED_IN = /^(is|user)?_?(logged_?in|signed_?in|auth(ed|enticated|orized)?)$/i;
/** Where an object that stands for a user says who it is. */
const NAME_KEYS = ['user_name', 'username', 'userName', 'name', 'email', 'id', '_id'];

/** What a stored text holds, in the layout of express-session: JSON with a `cookie` in it. */
export function readContents(text: string): Contents | Unread | typeof MOVED {
  const stored = parse(text);
  if (stored instanceof Error) {
    return { state: 'corrupt', reason: withoutExcerpt(stored.message) };
  }
  if (!isObject(stored)) return NO_SESSION;
  if (text.length > 2 * MOST_LEVELS && isDeeper(stored, MOST_LEVELS)) return TOO_DEEP;
  const { cookie, ...data } = stored;
  // session-file-store encrypts like that, if it is told a secret.
  if (!isObject(cookie)) return 'ct' in data && 'hmac' in data ? ENCRYPTED : NO_SESSION;
  if (typeof data.movedTo === 'string' && Object.keys(data).length === 1) return MOVED;
  return { data, user: userIn(data), cookie };
}

/** When the cookie, and with it the session, expires, in milliseconds since 1970; null where it does not tell. */
export function expiryIn({ cookie }: Contents): number | null {
  const time = typeof cookie.expires === 'string' ? Date.parse(cookie.expires) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** How long the session lasts after each use, in milliseconds; null where it does not tell. */
export function lifetimeIn({ cookie }: Contents): number | null {
  return typeof cookie.originalMaxAge === 'number' ? cookie.originalMaxAge : null;
}

/** The value at a path such as `passport.user`; undefined where there is none. */
export function dataAt(data: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(data, path)) return data[path];
  let value: unknown = data;
  for (const key of path.split('.')) {
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/**
 * Who is signed in with a session; where it says that somebody is, and not who, the name of what says so. Null where nobody
 * is, as far as one can tell from outside.
 */
export function whoIsIn({ user, data }: Pick<Contents, 'user' | 'data'>): string | null {
  return user ?? Object.keys(data).find((key) => SIGNED_IN.test(key) && data[key] === true) ?? null;
}

/** Who is signed in, as far as one can tell from outside. */
function userIn(data: Record<string, unknown>): string | null {
  for (const key of USER_KEYS) {
    const user = nameOf(key.includes('.') ? dataAt(data, key) : data[key]);
    if (user !== null) return user;
  }
  return null;
}

function nameOf(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  if (!isObject(value)) return null;
  const key = NAME_KEYS.find((name) => nameOf(value[name]) !== null);
  return key === undefined ? null : nameOf(value[key]);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (!isObject(value)) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

/** The parser quotes what it stumbled over, and that may be a part of a secret. */
function withoutExcerpt(message: string): string {
  return message.replace(/, (\.\.\.)?".*$/s, '').replace(/ \(line \d+ column \d+\)$/, '');
}
