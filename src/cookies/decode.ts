import { SESSION_VERSION, type SessionJson, sessionJson } from '../events/session.ts';
import { maskSecrets } from '../masking/values.ts';
import { maskedIdOf, type Session } from '../sessions/session.ts';
import { createdAt } from '../sessions/times.ts';
import { isSignedWith, type PastedCookie } from './cookie.ts';
import { isSignedWithKey } from './cookie-session.ts';
import type { NamedSecret } from './signing-secrets.ts';

/** What a cookie is. */
export interface Decoded {
  cookie: PastedCookie;
  /** Where the secret comes from that it was signed with; null where it is none of those that are known. */
  signedWith: string | null;
  /** The settings whose secrets were tried. */
  tried: string[];
  /** The session that it opens; null where there is none. */
  session: Session | null;
  /** Why no session was looked for; absent where one was. */
  notLookedFor?: string;
}

/** Which of the secrets a cookie was signed with; null where it is none of them. */
export function signerOf(
  { signed, holds }: PastedCookie,
  secrets: readonly NamedSecret[],
): string | null {
  if (holds) return secrets.find(({ secret }) => isSignedWithKey(holds, secret))?.name ?? null;
  if (!signed) return null;
  return secrets.find(({ secret }) => isSignedWith(signed, secret))?.name ?? null;
}

/** A cookie as programs see it: what `decode --json` prints. */
export interface DecodedCookie {
  v: typeof SESSION_VERSION;
  /** Null where only a value was given. */
  name: string | null;
  /** Whether it has the form of a signed cookie of express-session. */
  signed: boolean;
  /** Where the secret comes from that it was signed with; null where it is none of those that are known. */
  signedWith: string | null;
  /** The masked id; null in a cookie that is not signed. */
  id: string | null;
  /** The whole session id; only if it was asked for. */
  sessionId?: string;
  /** When the id was made, ISO 8601; null where it does not tell. */
  made: string | null;
  /** The session that it opens; null where there is none. */
  session: SessionJson | null;
  /** What the session holds that is in the cookie itself, as cookie-session keeps it; absent in any other. */
  holds?: Readonly<Record<string, unknown>>;
}

/** @param reveal shows the whole id, and secrets */
export function decodedCookie(
  { cookie, signedWith, session }: Decoded,
  reveal: boolean,
): DecodedCookie {
  const sessionId = cookie.signed?.sessionId;
  const made = sessionId === undefined ? null : createdAt(sessionId);
  return {
    v: SESSION_VERSION,
    name: cookie.name ?? null,
    signed: sessionId !== undefined,
    signedWith,
    id: sessionId === undefined ? null : maskedIdOf(sessionId),
    sessionId: reveal ? sessionId : undefined,
    made: made === null ? null : new Date(made).toISOString(),
    session: session && sessionJson(session, reveal),
    holds: cookie.holds && (reveal ? cookie.holds.data : maskSecrets(cookie.holds.data)),
  };
}
