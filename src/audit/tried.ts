import type { StepEvent } from '../events/run.ts';
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
