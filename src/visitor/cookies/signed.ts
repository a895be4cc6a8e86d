import { sessionIdIn } from '../../masking/secrets.ts';
import type { SignedCookie } from '../exchange.ts';
import type { Jar } from './jar.ts';

/** As long as express-session's own ids. */
export const INVENTED_ID = 'made-up-by-a-visitor-0123456789ab';

/** A signed cookie with a made-up id, whose signature cannot be right. */
export function invented(value: string): string | undefined {
  if (sessionIdIn(value) === undefined) return undefined;
  return encodeURIComponent(`s:${INVENTED_ID}.${'A'.repeat(43)}`);
}

/** The cookies that may stand for a session; withheld ones come last. */
export function signedIn(jar: Jar, url: URL): SignedCookie[] {
  const cookies = jar.cookiesFor(url);
  return [
    ...cookies.filter(({ why }) => why === undefined),
    ...cookies.filter(({ why }) => why !== undefined),
  ].flatMap(({ cookie: { name, value } }) => {
    const id = sessionIdIn(value);
    return id === undefined ? [] : { name, id, value };
  });
}
