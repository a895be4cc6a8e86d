import type { Past } from '../../checks/observed.ts';
import type { StepEvent } from '../../events/run.ts';
import { LOSES_SIGN_IN } from '../../rules/loses-sign-in.ts';
import type { Journey } from '../journey/journey.ts';
import type { Visited } from '../journey/visited.ts';
import type { StepContext } from './observed.ts';
import { stepEvent } from './step.ts';

/** A visit of a group, with everything that its event needs. */
export interface HeldVisit extends Visited {
  context: StepContext;
  past: Past;
}

/** A group of visits whose events are made later, as later visits may show more about them. */
export interface HeldBack {
  /** @param leftOut the titles of the steps that will not come */
  events(leftOut: readonly string[]): StepEvent[];
}

/** @param printed the app's output during the visits */
export function holdBack(
  visits: readonly HeldVisit[],
  journey: Journey,
  printed: string,
): HeldBack {
  return {
    events: (leftOut) =>
      visits.map(({ exchange, context, seen, past }, index) => {
        const now = journey.signInOf(exchange);
        const isNow = exchange.asked.signsIn || (past.signIn === 'open' && now === 'worked');
        const event = stepEvent(exchange, context, seen, {
          past: { ...past, ...(isNow && { signIn: now }), ...journey.toldLater(exchange) },
          leftOut: index === visits.length - 1 ? leftOut : [],
          printed,
        });
        const failed = event.checks.find(
          ({ passed, rule }) => !passed && rule && LOSES_SIGN_IN.has(rule),
        );
        journey.explain(exchange, failed?.rule);
        return event;
      }),
  };
}
