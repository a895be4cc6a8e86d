import { type Decoded, decodedCookie } from '../sessions/decode.ts';
import { MASK } from '../sessions/mask.ts';
import { utc } from './phrases.ts';
import { sessionText, type TextOptions } from './session-text.ts';
import { type Entry, entries, oneLine, UNKNOWN } from './session-words.ts';

/** What a cookie is, as a person reads it. */
export function cookieText(decoded: Decoded, options: TextOptions = {}): string {
  const { cookie, session } = decoded;
  const { reveal = false } = options;
  const { name, made, id } = decodedCookie(decoded, reveal);
  const about: Entry[] = [['cookie', oneLine(name ?? UNKNOWN)]];
  if (!cookie.signed) {
    about.push(['value', `${cookie.value.length} characters, not signed as express-session signs`]);
    return entries(about).join('\n');
  }
  const { sessionId, signature } = cookie.signed;
  const shown = reveal ? oneLine(cookie.value) : `s:${MASK}.${MASK}`;
  about.push(
    ['value', cookie.raw === cookie.value ? shown : `${shown}, percent-encoded`],
    ['session id', `${id}, masked, of ${sessionId.length} characters`],
    ['made', made === null ? UNKNOWN : utc(made)],
    ['signature', `${signature.length} characters, ${signatureText(decoded)}`],
    ['opens', opensText(decoded)],
  );
  return [...entries(about), ...(session ? ['', sessionText(session, options)] : [])].join('\n');
}

function signatureText({ signedWith, secrets }: Decoded): string {
  if (signedWith !== null) return `made with ${signedWith}`;
  if (secrets === 0) return 'not checked: no secret is known (--secret, SESSION_SECRET)';
  return `not made with ${secrets === 1 ? 'this secret' : `any of these ${secrets} secrets`}`;
}

function opensText({ session, signedWith, secrets, notLookedFor }: Decoded): string {
  if (session) return session.state === 'live' ? 'this session' : `nothing: it is ${session.state}`;
  if (signedWith === null && secrets > 0) return 'nothing: a site with this secret refuses it';
  if (notLookedFor !== undefined) return `not looked for: ${notLookedFor}`;
  return 'nothing: the store has no such session';
}
