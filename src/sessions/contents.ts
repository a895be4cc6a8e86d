import { isObject } from '../objects.ts';

/** What the stored text of a session contains. */
export interface Contents {
  /** Everything in it except the cookie's options. */
  data: Record<string, unknown>;
  user: string | null;
  cookie: Readonly<Record<string, unknown>>;
}

/** Why a stored text cannot be read as a session, and whether the text is at fault. */
export interface Unread {
  state: 'corrupt' | 'unreadable';
  reason: string;
}

/**
 * What a generated site leaves for some seconds instead of a session that a sign-in has replaced: it is not accepted,
 * and holds the id of the new session.
 */
export const MOVED = Symbol('moved');

/** Other JSON. */
export const NO_SESSION: Unread = {
  state: 'corrupt',
  reason: 'not a session: there is no cookie in it',
};
const ENCRYPTED: Unread = { state: 'unreadable', reason: 'encrypted' };
export const TOO_LARGE: Unread = { state: 'unreadable', reason: 'too large to be read here' };
const TOO_DEEP: Unread = { state: 'unreadable', reason: 'nested too deeply to be shown' };
/** Deeper nesting would overflow the stack when it is printed. */
const MOST_LEVELS = 500;
/** Larger texts, in bytes, are not read. */
export const LARGEST_TEXT = 16 * 1024 * 1024;

/** Where sites keep the user's name: generated sites first, then common keys. A dot leads into an object. */
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
/** Keys that say that somebody is signed in, but not who. */
const SIGNED_IN = /^(is|user)?_?(logged_?in|signed_?in|auth(ed|enticated|orized)?)$/i;
/** Where an object for a user has the name. */
const NAME_KEYS = ['user_name', 'username', 'userName', 'name', 'email', 'id', '_id'];

/** Parses a stored text in the layout of express-session: JSON with a `cookie` in it. */
export function readContents(text: string): Contents | Unread | typeof MOVED {
  const stored = parse(text);
  if (stored instanceof Error) {
    return { state: 'corrupt', reason: withoutExcerpt(stored.message) };
  }
  if (!isObject(stored)) return NO_SESSION;
  if (text.length > 2 * MOST_LEVELS && isDeeper(stored, MOST_LEVELS)) return TOO_DEEP;
  const { cookie, ...data } = stored;
  // session-file-store encrypts in this form, if it has a secret.
  if (!isObject(cookie)) return 'ct' in data && 'hmac' in data ? ENCRYPTED : NO_SESSION;
  if (typeof data.movedTo === 'string' && Object.keys(data).length === 1) return MOVED;
  return { data, user: userIn(data), cookie };
}

/** When the cookie, and with it the session, expires, in milliseconds since 1970; null if that is not set. */
export function expiryIn({ cookie }: Contents): number | null {
  const time = typeof cookie.expires === 'string' ? Date.parse(cookie.expires) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** How long the session lasts after each use, in milliseconds; null if that is not set. */
export function lifetimeIn({ cookie }: Contents): number | null {
  return typeof cookie.originalMaxAge === 'number' ? cookie.originalMaxAge : null;
}

/** The value at a path such as `passport.user`; undefined if there is none. */
export function dataAt(data: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(data, path)) return data[path];
  let value: unknown = data;
  for (const key of path.split('.')) {
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/**
 * Who is signed in with a session. If it only says that somebody is, the name of the key that says so. Null if nobody
 * is, as far as that can be seen.
 */
export function whoIsIn({ user, data }: Pick<Contents, 'user' | 'data'>): string | null {
  return user ?? Object.keys(data).find((key) => SIGNED_IN.test(key) && data[key] === true) ?? null;
}

/** Who is signed in, as far as that can be seen. */
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

/** The parser quotes the wrong part of the text, which may be a part of a secret. */
function withoutExcerpt(message: string): string {
  return message.replace(/, (\.\.\.)?".*$/s, '').replace(/ \(line \d+ column \d+\)$/, '');
}
