import { createHmac } from 'node:crypto';
import { isPlainObject } from '../objects.ts';

/** A session that cookie-session keeps in the cookie itself: https://github.com/expressjs/cookie-session */
export interface SessionInCookie {
  data: Record<string, unknown>;
  /** The signed text: the cookie's name and value. */
  text: string;
  /** The value of the cookie NAME.sig; absent if that cookie is missing. */
  signature?: string;
}

/** The session in a cookie; undefined if its value is not a JSON object in base64. */
export function sessionIn(
  name: string,
  value: string,
  signature: string | undefined,
): SessionInCookie | undefined {
  if (!/^[A-Za-z0-9+/]{3,}={0,2}$/.test(value)) return undefined;
  try {
    const data: unknown = JSON.parse(Buffer.from(value, 'base64').toString());
    if (!isPlainObject(data)) return undefined;
    return { data, text: `${name}=${value}`, signature };
  } catch {
    return undefined;
  }
}

/** Whether it was signed with a key, in the way of Keygrip: https://github.com/crypto-utils/keygrip */
export function isSignedWithKey({ text, signature }: SessionInCookie, key: string): boolean {
  if (signature === undefined) return false;
  const mac = createHmac('sha1', key).update(text).digest('base64url');
  return mac === signature.replace(/=+$/, '');
}
