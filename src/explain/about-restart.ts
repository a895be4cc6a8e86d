import type { StepEvent } from '../events/run.ts';
import type { Explanation } from './explanation.ts';
import { heldSession, type Moment, sentSession, wasFound } from './moment.ts';
import { short, storeWords } from './words.ts';

/** The note that a step has if the site was restarted before it. */
const RESTARTED = /\bthe site was restarted\b/;

/** Explanations about restarts, and about several processes. */
export const ABOUT_RESTART: readonly Explanation[] = [
  {
    id: 'restart-remembered',
    about: 'restart',
    when: 'a session is found after a restart',
    of: (moment) => {
      const found = foundBy(moment);
      if (!found || !isAfterRestart(moment.step)) return undefined;
      const why = storeWords(moment.site)?.atRestart ?? 'it lies outside of the process that ended';
      return {
        says: `The process of the app ended and a new one began, which found ${found.session} in its store, with ${short(found.user)} signed in: ${why}.`,
        brief: `after a restart of the app ${found.session} was still there, and ${short(found.user)} still signed in`,
      };
    },
  },
  {
    id: 'restart-forgotten',
    about: 'restart',
    when: 'a session is not found after a restart',
    of: ({ site, step }) => {
      const sent = sentSession(step);
      if (!sent || !isAfterRestart(step) || wasFound(step, sent) !== false) return undefined;
      const why = storeWords(site)?.place === storeWords({ ...site, store: 'memory' })?.place;
      return {
        says: `The process of the app ended and a new one began, which does not know ${sent}${why ? ': its record was in the memory of the process that ended' : ''}; the browser still has the cookie, but it leads to nothing, so the visitor must sign in again.`,
        brief: `after a restart of the app ${sent} was gone, and its visitor a stranger`,
      };
    },
  },
  {
    id: 'other-process',
    about: 'restart',
    when: 'another process is asked than the one that gave the session',
    of: (moment) => {
      const { step, memory } = moment;
      const sent = sentSession(step);
      const giver = sent && memory.givers.get(sent);
      if (!sent || giver === undefined || giver === step.instance || isAfterRestart(step))
        return undefined;
      const found = foundBy(moment);
      if (found) {
        return {
          says: `Process ${step.instance} of the app never gave out ${sent}, which is from process ${giver}, and found it nevertheless, with ${short(found.user)} signed in: both look into the same store.`,
          brief: `process ${step.instance} knew ${sent} of process ${giver}`,
        };
      }
      if (wasFound(step, sent) !== false) return undefined;
      return {
        says: `Process ${step.instance} of the app does not know ${sent}, which is from process ${giver}: each looks into a store of its own.`,
        brief: `process ${step.instance} did not know ${sent} of process ${giver}`,
      };
    },
  },
];

function isAfterRestart({ meanwhile = '' }: StepEvent): boolean {
  return RESTARTED.test(meanwhile);
}

/** The session that was sent, and its user, if the app found it in its store. */
function foundBy({ step }: Moment): { session: string; user: string } | undefined {
  const session = sentSession(step);
  const user = heldSession(step, session)?.user;
  if (!session || !user || wasFound(step, session) === false) return undefined;
  // If no read of the store was observed, the status of the page decides.
  const status = step.response?.status ?? 500;
  if (wasFound(step, session) === undefined && status >= 300) return undefined;
  return { session, user };
}
