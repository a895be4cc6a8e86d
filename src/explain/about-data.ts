import type { CookieChange } from '../events/run.ts';
import type { Explanation } from './explanation.ts';
import { givenCookie, heldSession, isShown, sentSession, wasFound } from './moment.ts';
import { list, recordPlace, short } from './words.ts';

/** Explanations about where the data is kept, and about the cookie. */
export const ABOUT_DATA: readonly Explanation[] = [
  {
    id: 'no-session',
    about: 'data',
    when: 'a visitor comes without a session, and none begins',
    of: ({ step }) => {
      const { request, response, cookies, store } = step;
      if (!response || !store || store.changes.length > 0 || step.visitor === 'thief')
        return undefined;
      if (request.cookies.length > 0 || cookies.length > 0) return undefined;
      return {
        says: 'The app saved nothing and gave no cookie: it does not know this visitor.',
      };
    },
  },
  {
    id: 'data-in-store',
    about: 'data',
    when: 'a session begins, and its record is in the store',
    of: ({ site, step }) => {
      const cookie = givenCookie(step);
      const held = heldSession(step, cookie?.session);
      if (!cookie || !held) return undefined;
      const keys = Object.keys(held.data);
      const name = short(cookie.name);
      const data = keys.length === 0 ? 'A record without any data yet' : `The data (${list(keys)})`;
      return {
        says: `${data} lies ${recordPlace(site)}, under the id ${held.session}; the cookie ${name} in the browser holds that id and a signature (the proof that the app wrote it), and none of the data, so the visitor can neither read nor change it.`,
        brief: `the ${keys.length === 0 ? 'record' : `data (${list(keys)})`} lies ${recordPlace(site)}; the cookie ${name} holds only the id and a signature`,
      };
    },
  },
  {
    id: 'data-in-cookie',
    about: 'data',
    when: 'cookie-session sets a cookie with its signature',
    of: ({ site, step: { cookies } }) => {
      if (site.sessionsBy !== 'cookie-session') return undefined;
      const set = cookies.filter(({ action }) => action === 'set' || action === 'changed');
      const holder = set.find(({ name }) => set.some((other) => other.name === `${name}.sig`));
      if (!holder) return undefined;
      const name = short(holder.name);
      return {
        says: `cookie-session keeps no record on the server: the data itself lies in the cookie ${name}, and ${name}.sig is its signature, so the visitor can read it, but not change it unnoticed.`,
        brief: `it lies in the cookie ${name} itself (cookie-session keeps no record on the server)`,
      };
    },
  },
  {
    id: 'cookie-attributes',
    about: 'data',
    when: 'the cookie of a session comes',
    of: ({ step }) => {
      const cookie = givenCookie(step);
      return (
        cookie && { says: `The cookie comes with rules for the browser: ${attributes(cookie)}.` }
      );
    },
  },
  {
    id: 'known-again',
    about: 'data',
    when: 'the app finds by a cookie who is signed in',
    of: ({ step }) => {
      const sent = sentSession(step);
      const user = heldSession(step, sent)?.user;
      if (!sent || !user || step.signIn !== undefined || step.visitor === 'thief') return undefined;
      if (wasFound(step, sent) !== true || !isShown(step)) return undefined;
      return {
        says: `The browser sends the cookie along by itself with each request: the app looked up ${sent} in its store and found ${short(user)} there, which is how it knows who asks, without asking for the password again.`,
      };
    },
  },
];

/** The effect of each attribute of a cookie, and the risk if it is missing (RFC 6265bis). */
function attributes({ attributes: given }: CookieChange): string {
  const find = (pattern: RegExp) => given.find((one) => pattern.test(one));
  const sameSite = find(/^samesite=/i)
    ?.slice('samesite='.length)
    .toLowerCase();
  const life = find(/^(expires|max-age)/i);
  return [
    find(/^httponly$/i)
      ? 'HttpOnly (no script of a page may read it)'
      : 'no HttpOnly (scripts of its pages may read it)',
    (sameSite && SAME_SITE[sameSite]) ??
      'no SameSite (browsers differ in what other sites can do with it)',
    find(/^secure$/i)
      ? 'Secure (it is sent over HTTPS alone)'
      : 'no Secure (it travels over plain HTTP too, which is right on your own machine alone)',
    life
      ? `${short(life)} (the browser forgets it then; its record may end sooner)`
      : 'no Expires (it goes when the browser is closed)',
  ].join(', ');
}

const SAME_SITE: Readonly<Record<string, string>> = {
  lax: 'SameSite=Lax (the browser leaves it out when a form on another site is sent here)',
  strict: 'SameSite=Strict (the browser leaves it out whenever another site leads here)',
  none: 'SameSite=None (the browser sends it along when another site leads here, too)',
};
