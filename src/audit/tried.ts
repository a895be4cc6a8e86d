import type { StepEvent } from '../events/run.ts';
import { LOGIN_NEXT } from '../flows/built-in/login-next.ts';
import { SIGN_IN } from '../flows/built-in/steps.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Judgement, Seen, Tried } from './trial.ts';

/** The first result of the flow with this name; undefined if it was not tried. */
export function triedFlow({ tried }: Seen, name: string): Tried | undefined {
  return tried.find(({ flow }) => flow.name === name);
}

export function stepsTitled({ steps }: Pick<Tried, 'steps'>, title: string): StepEvent[] {
  return steps.filter((step) => step.title === title);
}

/** Whether a limit, or an overloaded app, stopped a step. */
export function isLimited({ response }: StepEvent): boolean {
  return response?.status === 429 || response?.status === 503;
}

/** Why a rule is not judged, and what is needed. */
export function notSeen(...said: string[]): Judgement {
  return { verdict: 'not-seen', said };
}

export const LIMITED =
  'The app limits sign-ins, and the audit had used them up: give it a higher limit for the time of the audit.';

/** Whether a check that names the rule has passed. */
export function hasPassed({ steps }: Pick<Tried, 'steps'>, id: RuleId): boolean {
  return steps.some(({ checks }) => checks.some(({ passed, rule }) => passed && rule === id));
}

/** Whether express-session keeps no sessions of the app: another package does, or code of its own. */
export function keepsNone({ app }: Pick<Seen, 'app'>): boolean {
  return app?.facts.stores === 0;
}

/** Why a cookie is not judged that something else than express-session sets. */
export const OTHER_COOKIE =
  'The app has no session store of express-session’s, and so which of its cookies are sessions’ is not known';

/**
 * The cookies that say who is signed in where the app has a session as well, which holds nobody: the sign-in gave them,
 * and put nothing new into the session. Empty if the session says it, or if that is not known.
 */
export function cookiesBeside(seen: Seen): string[] {
  const [signIn] = stepsTitled(triedFlow(seen, LOGIN_NEXT.name) ?? { steps: [] }, SIGN_IN);
  if (signIn?.signIn !== 'worked' || !signIn.store) return [];
  const { changes, sessions } = signIn.store;
  const isTold =
    sessions.some(({ user, state }) => user !== null && state === 'live') ||
    changes.some(
      ({ action, keys }) => action === 'created' || keys.some((key) => !('before' in key)),
    );
  if (isTold) return [];
  return signIn.cookies
    .filter(({ session, action }) => !session && action !== 'cleared' && action !== 'refused')
    .map(({ name }) => name);
}
