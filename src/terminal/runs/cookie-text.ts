import type { SessionInCookie } from '../../cookies/cookie-session.ts';
import { type Decoded, decodedCookie } from '../../cookies/decode.ts';
import { MASK } from '../../masking/values.ts';
import { count } from '../../quantities.ts';
import { utc } from '../../reports/phrases.ts';
import { printable } from '../printable.ts';
import { sessionLines, type TextOptions } from '../session-text.ts';
import { entries, type LabelledLines, UNKNOWN } from '../session-words.ts';

/** What a cookie is, as a person reads it. */
export function cookieLines(decoded: Decoded, options: TextOptions = {}): string[] {
  const { cookie, session } = decoded;
  const { reveal = false } = options;
  const { name, made, id, holds } = decodedCookie(decoded, reveal);
  const about: LabelledLines[] = [['cookie', printable(name ?? UNKNOWN)]];
  if (cookie.holds) {
    about.push(
      ['kept by', 'cookie-session: the session is in the cookie, for all to read'],
      ['holds', printable(JSON.stringify(holds))],
      ['signature', inCookieText(decoded, cookie.holds)],
    );
    return entries(about);
  }
  if (!cookie.signed) {
    about.push([
      'value',
      `${count(cookie.value.length, 'character')}, not signed the way express-session does`,
    ]);
    return entries(about);
  }
  const { sessionId, signature } = cookie.signed;
  const shown = reveal ? printable(cookie.value) : `s:${MASK}.${MASK}`;
  about.push(
    ['value', cookie.raw === cookie.value ? shown : `${shown}, percent-encoded`],
    ['session id', `${id}, masked, of ${count(sessionId.length, 'character')}`],
    ['made', made === null ? UNKNOWN : utc(made)],
    ['signature', `${count(signature.length, 'character')}, ${signatureText(decoded)}`],
    ['opens', opensText(decoded)],
  );
  return [...entries(about), ...(session ? ['', ...sessionLines(session, options)] : [])];
}

function inCookieText(decoded: Decoded, { signature }: SessionInCookie): string {
  const { name = 'NAME' } = decoded.cookie;
  if (signature === undefined)
    return `not there: it is in a cookie of its own, ${printable(name)}.sig`;
  return `${count(signature.length, 'character')}, ${signatureText(decoded)}`;
}

function signatureText({ signedWith, tried }: Decoded): string {
  if (signedWith !== null) return `signed with ${signedWith}`;
  if (tried.length === 0) return 'not checked: no secret is known (--secret, SESSION_SECRET)';
  return `not signed with ${tried.length === 1 ? 'this secret' : 'these secrets'} (${tried.join(', ')})`;
}

function opensText({ session, signedWith, tried, notLookedFor }: Decoded): string {
  if (session)
    return session.state === 'live' ? 'this session' : `nothing: the session is ${session.state}`;
  if (signedWith === null && tried.length > 0) return 'nothing: a site with this secret refuses it';
  if (notLookedFor !== undefined) return `not looked for: ${notLookedFor}`;
  return 'nothing: the store has no such session';
}
