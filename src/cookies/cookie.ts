import { createHmac } from 'node:crypto';
import { percentDecoded } from '../address.ts';
import { type SessionInCookie, sessionIn } from './cookie-session.ts';

/** A cookie, as a browser sends it. */
export interface PastedCookie {
  /** Absent if only a value was given. */
  name?: string;
  /** The value as it was given. */
  raw: string;
  /** The value, decoded: `s:…`. */
  value: string;
  /** The parts of a signed cookie of express-session; absent for any other cookie. */
  signed?: SignedParts;
  /** The session in a cookie of cookie-session; absent for any other cookie. */
  holds?: SessionInCookie;
}

export interface SignedParts {
  sessionId: string;
  /** HMAC-SHA256 of the session id, in base64 without padding. */
  signature: string;
}

const HEADER = /^\s*(set-)?cookie\s*:\s*/i;
const BARE = /^"?s(:|%3a)/i;

/**
 * The cookies in a text: a value alone, `name=value`, or a whole `Cookie` or `Set-Cookie` header. Returns only the
 * signed ones if there are any; else only those that contain a session, if there are any; else the first one.
 */
export function readCookies(text: string): PastedCookie[] {
  const isSetCookie = /^\s*set-cookie/i.test(text);
  const pairs = text.replace(HEADER, '').split(/[;\n]/);
  const cookies = (isSetCookie ? pairs.slice(0, 1) : pairs)
    .map((pair) => pair.trim())
    .filter(Boolean)
    .map(readCookie);
  const signed = cookies.filter((cookie) => cookie.signed);
  if (signed.length > 0) return signed;
  const signatures = new Map(cookies.map(({ name, value }) => [name, value]));
  const holding = cookies.flatMap((cookie) => {
    const { name = '', value } = cookie;
    const holds = sessionIn(name, value, signatures.get(`${name}.sig`));
    return holds ? [{ ...cookie, holds }] : [];
  });
  return holding.length > 0 ? holding : cookies.slice(0, 1);
}

function readCookie(pair: string): PastedCookie {
  const equals = pair.indexOf('=');
  // A value of cookie-session may end with `=`, and then looks like a name.
  const holdsSession = sessionIn('', pair, undefined) !== undefined;
  const isBare = holdsSession || BARE.test(pair) || !/^[^\s"%=]+=/.test(pair);
  const raw = (isBare ? pair : pair.slice(equals + 1)).replace(/^"(.*)"$/, '$1');
  const value = percentDecoded(raw);
  const signed = partsOf(value);
  return {
    name: isBare ? undefined : pair.slice(0, equals),
    raw,
    value,
    signed,
  };
}

/** The parts of `s:ID.SIGNATURE`, split at the last dot, as an id may contain dots. */
function partsOf(value: string): SignedParts | undefined {
  const [, sessionId, signature] = /^s:(.+)\.([^.]*)$/s.exec(value) ?? [];
  return sessionId !== undefined && signature !== undefined ? { sessionId, signature } : undefined;
}

/**
 * Whether a cookie was signed with a secret, in the way of express-session: https://github.com/tj/node-cookie-signature
 */
export function isSignedWith({ sessionId, signature }: SignedParts, secret: string): boolean {
  const mac = createHmac('sha256', secret).update(sessionId).digest('base64');
  return mac.replace(/=+$/, '') === signature.replace(/=+$/, '');
}
