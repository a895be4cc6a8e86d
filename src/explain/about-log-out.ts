import type { StepEvent } from '../events/run.ts';
import type { Explanation } from './explanation.ts';
import { changeOf, givenSession, heldSession, isShown, sentSession, wasFound } from './moment.ts';
import { short } from './words.ts';

/** Explanations about log-out, and about copies of an old cookie. */
export const ABOUT_LOG_OUT: readonly Explanation[] = [
  {
    id: 'log-out',
    about: 'log-out',
    when: 'a visitor logs out',
    of: ({ step }) => {
      const sent = sentSession(step);
      if (!step.logOut || !step.response || !sent) return undefined;
      const { status } = step.response;
      if (status >= 400) {
        const user = heldSession(step, sent)?.user;
        return user
          ? {
              says: `The app answered the log-out with ${status} and ended nothing: the record of ${sent} is still in the store, with ${short(user)} signed in.`,
              brief: `the app answered it with ${status}, and ${short(user)} stayed signed in with ${sent}`,
            }
          : undefined;
      }
      const forgets = step.cookies.some(({ action }) => action === 'cleared');
      const told = forgets ? ', and told the browser to forget its cookie' : '';
      if (changeOf(step, sent)?.action === 'destroyed') {
        return {
          says: `Log-out deleted the record of ${sent} from the store${told}: what counts is the deleted record, as a copy of the cookie now leads to nothing.`,
          brief: `it deleted the record of ${sent} from the store${told}`,
        };
      }
      const held = heldSession(step, sent);
      if (held && held.user !== null) {
        return {
          says: `Log-out left the record of ${sent} in the store, with ${short(held.user)} still in it${told}: whoever has a copy of the cookie is still signed in.`,
          brief: `it left ${short(held.user)} signed in with ${sent} in the store`,
        };
      }
      return held && changeOf(step, sent)?.action === 'changed'
        ? {
            says: `Log-out changed the record of ${sent}, in which nobody is signed in any more, and the session itself goes on: a copy of the cookie leads to a record without a user.`,
            brief: `it took the user out of the record of ${sent}, which goes on`,
          }
        : undefined;
    },
  },
  {
    id: 'cookie-forgotten',
    about: 'log-out',
    when: 'a log-out clears a cookie, and nobody can see a store',
    of: ({ step: { logOut, store, cookies } }) => {
      const cleared = cookies.find(({ action }) => action === 'cleared');
      if (!logOut || store || !cleared) return undefined;
      return {
        says: `Log-out told the browser to forget the cookie ${short(cleared.name)}; whether a copy of it still opens anything cannot be told from this step alone.`,
        brief: `it told the browser to forget the cookie ${short(cleared.name)}`,
      };
    },
  },
  {
    id: 'old-cookie',
    about: 'log-out',
    when: 'somebody comes with a copy of an old cookie',
    of: ({ step }) => {
      const sent = sentSession(step);
      if (step.visitor !== 'thief' || !sent || !step.response) return undefined;
      const found = wasFound(step, sent);
      const user = heldSession(step, sent)?.user;
      if (found === true && user && isShown(step)) {
        return {
          says: `Somebody with a copy of the old cookie sent it: the app found ${sent} in its store, with ${short(user)} signed in, so the copy still opens what is ${short(user)}’s.`,
          brief: `a copy of the old cookie still opened the session of ${short(user)}`,
        };
      }
      // If another cookie was copied too, the app may rightly recognize them by that one.
      if (isShown(step) || heldSession(step, givenSession(step))?.user) return undefined;
      if (user === null) {
        return {
          says: `Somebody with a copy of the old cookie sent it: the record of ${sent} is still there, but with nobody signed in, and they were treated as a stranger${leadsTo(step)}; the old cookie opens nothing of its former owner’s.`,
          brief: 'a copy of the old cookie then led to a record with nobody signed in',
        };
      }
      if (found === true || user !== undefined || !step.store) return undefined;
      const looked =
        found === false
          ? `its signature is still right, so the app looked up ${sent}, found no record, and`
          : `the store has no record of ${sent} any more, and the app`;
      return {
        says: `Somebody with a copy of the old cookie sent it: ${looked} treated them as a stranger${leadsTo(step)}; the old cookie is worthless.`,
        brief: `a copy of the old cookie then opened nothing, as there is no record of ${sent} any more`,
      };
    },
  },
  {
    id: 'old-cookie-unseen',
    about: 'log-out',
    when: 'somebody comes with a copy of an old cookie, and nobody can see a store',
    of: ({ step }) => {
      const { visitor, store, response, request, checks } = step;
      if (visitor !== 'thief' || store || !response || request.cookies.every(({ sent }) => !sent))
        return undefined;
      const verdict = checks.find(({ what }) => what === 'who is let in');
      if (verdict?.passed) {
        return {
          says: `Somebody with a copy of the old cookies sent them, and was not let in${leadsTo(step)}: the old cookies are worthless.`,
          brief: 'a copy of the old cookies then opened nothing',
        };
      }
      if (verdict?.rule !== 'logout-ends-session' || !isShown(step)) return undefined;
      return {
        says: `Somebody with a copy of the old cookies sent them, and ${short(request.path)} opened: the log-out took them from the browser alone, and a copy still counts.`,
        brief: `a copy of the old cookies still opened ${short(request.path)}`,
      };
    },
  },
];

function leadsTo({ response }: StepEvent): string {
  if (response?.location) return ` (${response.status}, to ${short(response.location.to)})`;
  return ` (${response?.status})`;
}
