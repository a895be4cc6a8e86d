import { SESSION_VERSION, type SessionJson, sessionJson } from '../events/session.ts';
import { withoutOwnId } from '../masking/own-id.ts';
import { maskSecrets } from '../masking/values.ts';
import { maskedIdOf, type Session } from '../sessions/session.ts';
import { createdAt } from '../sessions/times.ts';
import { isSignedWith, type PastedCookie } from './cookie.ts';
import { isSignedWithKey } from './cookie-session.ts';
import type { NamedSecret } from './signing-secrets.ts';

/** A cookie, with everything that was found out about it. */
export interface Decoded {
  cookie: PastedCookie;
  /** Where the secret of its signature comes from; null if no known secret fits. */
  signedWith: string | null;
  /** The settings with the secrets that were tried. */
  tried: string[];
  /** The session of the cookie in the store; null if there is none. */
  session: Session | null;
  /** Why the store was not searched; absent if it was. */
  notLookedFor?: string;
}

/** The name of the secret that a cookie was signed with; null if none of them fits. */
export function signerOf(
  { signed, holds }: PastedCookie,
  secrets: readonly NamedSecret[],
): string | null {
  if (holds) return secrets.find(({ secret }) => isSignedWithKey(holds, secret))?.name ?? null;
  if (!signed) return null;
  return secrets.find(({ secret }) => isSignedWith(signed, secret))?.name ?? null;
}

/** What `decode --json` prints. */
export interface DecodedCookie {
  v: typeof SESSION_VERSION;
  /** Null if only a value was given. */
  name: string | null;
  /** Whether it has the form of a signed cookie of express-session. */
  signed: boolean;
  /** Where the secret of its signature comes from; null if no known secret fits. */
  signedWith: string | null;
  /** The masked id; null if the cookie is not signed. */
  id: string | null;
  /** The whole session id; only with `--reveal`. */
  sessionId?: string;
  /** When the id was made, ISO 8601; null if the id does not contain this. */
  made: string | null;
  /** The session of the cookie in the store; null if there is none. */
  session: SessionJson | null;
  /** The data of a session that is in the cookie itself, as cookie-session keeps it; absent for any other cookie. */
  holds?: Readonly<Record<string, unknown>>;
}

/** @param reveal whether to show the whole id, and values that look like secrets */
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
    session: session && sessionJson(reveal ? session : withoutOwnId(session), reveal),
    holds: cookie.holds && (reveal ? cookie.holds.data : maskSecrets(cookie.holds.data)),
  };
}
