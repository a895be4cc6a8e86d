import type { Explanation } from './explanation.ts';
import {
  changeOf,
  givenSession,
  heldSession,
  isSignedIn,
  type Moment,
  sentSession,
} from './moment.ts';
import { short } from './words.ts';

/** What session fixation is, in half a sentence. */
const FIXATION =
  'an attacker can put an id that they know into somebody’s browser, and wait until its owner signs in';

/** Explanations about the id of a session. */
export const ABOUT_ID: readonly Explanation[] = [
  {
    id: 'sign-in-refused',
    about: 'id',
    when: 'a sign-in is refused, and nothing comes of it',
    of: ({ step }) => {
      const { signIn, response, store } = step;
      if (signIn === undefined || !response || response.status < 400 || response.status >= 500)
        return undefined;
      const isUntouched = store?.changes.every(({ action }) => action === 'touched') === true;
      if (!isUntouched || givenSession(step) !== undefined) return undefined;
      return {
        says: `The app refused this sign-in (${response.status}), started no session and saved nothing.`,
      };
    },
  },
  {
    id: 'id-changed',
    about: 'id',
    when: 'the session has another id after the sign-in',
    of: ({ step }) => {
      const [before, after] = [sentSession(step), givenSession(step)];
      if (!isSignedIn(step) || !before || !after || before === after) return undefined;
      const change = `The id changed from ${before} to ${after} at the sign-in`;
      if (heldSession(step, before)) {
        return {
          says: `${change}, but the record of ${before} still counts in the store, so whoever knows the old id still has a session there.`,
          brief: `${before} became ${after} at the sign-in, but ${before} still counts`,
        };
      }
      const gone = changeOf(step, before)?.action === 'destroyed';
      return {
        says: `${change}${gone ? `, and the record of ${before} was deleted` : ''}: ${FIXATION}; had the id stayed ${before}, the attacker would be signed in as ${ownerOf(step)} too (this attack is called session fixation).`,
        brief: gone
          ? `${before} became ${after} at the sign-in, and ${before} was deleted: an attacker who had put it into the browser would get nothing by it (session fixation)`
          : `${before} became ${after} at the sign-in: an attacker who had put the old one into the browser would not have the new one (session fixation)`,
      };
    },
  },
  {
    id: 'id-new',
    about: 'id',
    when: 'a session begins at the sign-in, and there was none before',
    of: ({ step }) => {
      const after = givenSession(step);
      if (!isSignedIn(step) || sentSession(step) !== undefined || !after) return undefined;
      return {
        says: `The app made a new id, ${after}, at the sign-in, as it should even where the visitor brings one: ${FIXATION}; an app that kept that id would sign the attacker in too (this attack is called session fixation).`,
        brief: `there was none before, and ${after} was made at the sign-in: no attacker can have put it into the browser before (session fixation)`,
      };
    },
  },
  {
    id: 'id-kept',
    about: 'id',
    when: 'somebody is signed in with the id from before the sign-in',
    of: (moment) => {
      const { step } = moment;
      const sent = sentSession(step);
      const given = givenSession(step);
      if (!isSignedIn(step) || !sent || (given !== undefined && given !== sent)) return undefined;
      if (!becameSomebody(moment, sent)) return undefined;
      return {
        says: `The id is ${sent} as before, and now it stands for ${ownerOf(step)}: ${FIXATION}; an attacker who did so with ${sent} is signed in now (this attack is called session fixation).`,
        brief: `${sent} stayed the same at the sign-in, so whoever had put it into the browser would be signed in too (session fixation)`,
      };
    },
  },
];

/** Whether nobody was signed in with a session before the step, and somebody is after it. */
function becameSomebody({ step, memory }: Moment, session: string): boolean {
  const user = heldSession(step, session)?.user ?? null;
  return user !== null && memory.users.get(session) === null;
}

function ownerOf(step: Moment['step']): string {
  const user = heldSession(step, givenSession(step) ?? sentSession(step))?.user;
  return user ? short(user) : 'the visitor';
}
