import { createHash } from 'node:crypto';

const LIFETIME_MS = 7_200_000;

/** The id of a made-up session. */
export function idOf(index) {
  return hash(index).digest('base64url').slice(0, 32);
}

/** The record of a made-up session, in the format of express-session and its stores. */
export function recordOf(index, lifetime = LIFETIME_MS) {
  const expires = new Date(Date.now() + lifetime);
  return {
    cookie: { originalMaxAge: lifetime, expires, httpOnly: true, path: '/', sameSite: 'lax' },
    user_name: `user-${index}`,
    lang: 'en',
    theme: 'dark',
    __lastAccess: expires.getTime() - LIFETIME_MS,
  };
}

/** The name of the folder of a session in a generated site. */
export function folderOf(id) {
  return hash(id).digest('hex');
}

function hash(value) {
  return createHash('sha256').update(String(value));
}
