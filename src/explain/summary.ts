import type { Explanation, StartEvent, Subject } from '../events/run.ts';
import { capitalized } from '../sentence.ts';

/** An explanation in a few words. */
export interface Brief {
  /** The id of its explanation. */
  id: string;
  about: Subject;
  text: string;
  step: number;
}

/** The most explanations in the sentence of one subject. */
const MOST = 3;

/** The sentence of a subject if no step showed anything of it. */
const NOT_SEEN: Readonly<Record<Subject, string>> = {
  id: 'no sign-in was seen to work',
  data: 'no session was seen to begin',
  next: 'no sign-in was seen to lead back to a page',
  'log-out': 'no log-out was seen to end a session',
  restart: 'the app was not restarted',
};

const NO_ID_SEEN = 'a sign-in worked, but no id of a session could be seen';

const SUBJECTS: readonly Subject[] = ['id', 'data', 'next', 'log-out', 'restart'];

/** What is true of these kinds of stores, even if the run did not show it. */
const STORES_DIFFER =
  'in memory, sessions are lost with the process, and everybody is signed out; in files they stay on this one machine; in Redis, a program of its own, they stay for all machines that ask it';

/**
 * One sentence for each subject: what happened and in which step, or that nothing of it happened.
 *
 * @param hasSignedIn whether a sign-in worked
 */
export function summaryOf(
  briefs: readonly Brief[],
  site: StartEvent['site'],
  hasSignedIn: boolean,
): Explanation[] {
  return SUBJECTS.map((about) => {
    const own = briefs.filter((brief) => brief.about === about);
    const first = own.filter(({ id }, index) => own.findIndex((one) => one.id === id) === index);
    const seen = first.slice(0, MOST).map(({ text, step }) => `${text} (step ${step})`);
    const unseen = about === 'id' && hasSignedIn ? NO_ID_SEEN : NOT_SEEN[about];
    const told = seen.length > 0 ? seen.join('; ') : unseen;
    const ids = new Set(first.map(({ id }) => id));
    return {
      id: `summary-${about}`,
      about,
      says: `${capitalized(told)}${MORE[about]?.(ids, site) ?? ''}.`,
    };
  });
}

/** What the sentence of a subject says besides, depending on what was explained. */
const MORE: Partial<
  Record<Subject, (ids: ReadonlySet<string>, site: StartEvent['site']) => string>
> = {
  next: (ids) =>
    ids.has('next-followed') && !ids.has('next-elsewhere')
      ? '; whether an address of another site would be followed was not tried (the flow open-redirect tries it)'
      : '',
  restart: (_, { sessionsBy }) =>
    sessionsBy === undefined
      ? `. What differs between stores: ${STORES_DIFFER} (simulate --compare memory,file,redis shows it)`
      : '',
};
