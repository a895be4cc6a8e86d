import type { StepEvent } from '../events/run.ts';
import type { Failure } from '../failure.ts';
import { visitsIn } from '../flows/flow.ts';
import type { RunContext } from '../simulate/run-context.ts';
import type { Attempt } from './trial.ts';

/** Our words about how an app ended, before the command that started it. */
const HOW = /^The app [^:]*/;

/** A line that names what was thrown. */
const THROWN = /^[│\s]*(?:Uncaught )?(\w*(?:Error|Exception)(?: \[\w+\])?: .*)$/;

/** Longer texts are parts of other data. */
const LONGEST = 160;

/**
 * Why an app ended during an attempt, in a few sentences. Most of what it printed is left out, for that may hold ids of
 * sessions.
 *
 * @param steps the steps that were done, the last one maybe without a response
 */
export function whyEnded(
  failure: Failure,
  steps: readonly StepEvent[],
  { secrets, aliases }: Pick<RunContext, 'secrets' | 'aliases'>,
): string {
  const how = HOW.exec(failure.lines[0] ?? '')?.[0] ?? 'The app ended';
  const fatal = fatalOf(steps);
  const at = fatal
    ? ` at "${fatal.title}", ${fatal.request.method} ${secrets.hide(fatal.request.path)}`
    : '';
  const thrown = failure.lines.flatMap((line) => THROWN.exec(line)?.[1] ?? []).at(-1);
  const said = thrown === undefined ? '' : `: ${aliases.hideIn(secrets.hide(thrown))}`;
  const text = said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said;
  const advice = fatal ? ' Mend that first: the request that ends it can be anybody’s.' : '';
  return `${how}${at}${text}${/[.…]$/.test(text) ? '' : '.'}${advice}`;
}

/**
 * The rest of an attempt during which a trick of an attacker’s has ended the app: the same steps, without that one.
 * Undefined if something else ended it, because the other steps need what the visitors do themselves.
 */
export function withoutTrick(attempt: Attempt, steps: readonly StepEvent[]): Attempt | undefined {
  const title = fatalOf(steps)?.title;
  const isTrick = visitsIn(attempt.flow.steps).some(
    (visit) => visit.title === title && visit.trickedBy !== undefined,
  );
  if (!isTrick) return undefined;
  const rest = attempt.flow.steps.filter((step) => !('title' in step) || step.title !== title);
  return { ...attempt, flow: { ...attempt.flow, steps: rest } };
}

/** The last step, if no response came to it. */
function fatalOf(steps: readonly StepEvent[]): StepEvent | undefined {
  const last = steps.at(-1);
  return last?.response === null ? last : undefined;
}
