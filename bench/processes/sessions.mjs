import { createHash } from 'node:crypto';

const LIFETIME_MS = 7_200_000;

/** The id of a made-up session. */
export function idOf(index) {
  return hash(index).digest('base64url').slice(0, 32);
}

/** What is stored of it, in the layout that express-session and its stores share. */
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

/** How a generated site names a session's folder. */
export function folderOf(id) {
  return hash(id).digest('hex');
}

function hash(value) {
  return createHash('sha256').update(String(value));
}
