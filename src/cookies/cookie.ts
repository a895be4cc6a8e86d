import { createHmac } from 'node:crypto';
import { percentDecoded } from '../address.ts';
import { type SessionInCookie, sessionIn } from './cookie-session.ts';

/** A cookie, as a browser sends it. */
export interface PastedCookie {
  /** Absent where only a value was given. */
  name?: string;
  /** As it was given. */
  raw: string;
  /** Without the encoding of the header: `s:…`. */
  value: string;
  /** What a signed cookie of express-session consists of; absent in any other. */
  signed?: SignedParts;
  /** The session that is in it, where cookie-session made it; absent in any other. */
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
 * The cookies in a text: a value alone, `name=value`, or a whole `Cookie` or `Set-Cookie` header. Where some of them
 * are signed, these alone; else those that hold a session themselves.
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
  // A value of cookie-session's may end in the sign that ends a name.
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

/** `s:ID.SIGNATURE`: the last dot is the one, as an id may have some. */
function partsOf(value: string): SignedParts | undefined {
  const [, sessionId, signature] = /^s:(.+)\.([^.]*)$/s.exec(value) ?? [];
  return sessionId !== undefined && signature !== undefined ? { sessionId, signature } : undefined;
}

/** Whether a cookie was signed with a secret, as express-session signs: https://github.com/tj/node-cookie-signature */
export function isSignedWith({ sessionId, signature }: SignedParts, secret: string): boolean {
  const mac = createHmac('sha256', secret).update(sessionId).digest('base64');
  return mac.replace(/=+$/, '') === signature.replace(/=+$/, '');
}
