import type { Store } from '../create/options.ts';
import type { ExplainedOtherwise, StepDifference } from '../events/compare.ts';
import type { Explanation, RunEvent, StepEvent } from '../events/run.ts';
import { cutTo } from '../terminal/columns.ts';

/** A run on one store. */
export interface ComparedRun {
  store: Store;
  events: RunEvent[];
}

/** A longer address would fill a column of the table. */
const LONGEST = 60;

/** The facts of a step that are compared, each in words. */
const FACTS: ReadonlyArray<(step: StepEvent) => string> = [
  ({ response, error = 'no answer' }) => {
    if (!response) return error;
    const to = response.location?.to;
    return to === undefined ? `${response.status}` : `${response.status}, to ${cutTo(to, LONGEST)}`;
  },
  ({ cookies }) => cookies.map(({ name, action }) => `cookie ${name} ${action}`).join(', '),
  ({ store }) =>
    store === null
      ? 'nobody can see the store'
      : store.changes.map(({ session, action }) => `${session} ${action}`).join(', ') ||
        'nothing changed in the store',
  ({ store }) =>
    (store?.operations ?? [])
      .map(({ name, session = '', found, error }) => {
        const what = `${name} ${session}`.trim();
        if (error !== undefined) return `${what} failed`;
        return found === undefined ? what : `${what} ${found ? 'found' : 'not found'}`;
      })
      .join(', '),
  ({ checks }) =>
    checks.flatMap(({ passed, what }) => (passed ? [] : [`FAILED: ${what}`])).join(', '),
];

/** The steps that went differently on different stores; steps that differ in the same way are put together. */
export function stepDifferences(runs: readonly ComparedRun[]): StepDifference[] {
  const bySteps = runs.map(({ store, events }) => ({
    store,
    steps: events.filter((event) => event.type === 'step'),
  }));
  const longest = Math.max(0, ...bySteps.map(({ steps }) => steps.length));
  const found: StepDifference[] = [];
  for (let index = 0; index < longest; index += 1) {
    const each = bySteps.map(({ store, steps }) => ({ store, step: steps[index] }));
    const by = differing(each);
    const step = each.find((one) => one.step)?.step;
    if (!by || !step) continue;
    const alike = found.find(
      (one) => one.title === step.title && JSON.stringify(one.by) === JSON.stringify(by),
    );
    if (alike) alike.steps.push(step.number);
    else found.push({ steps: [step.number], title: step.title, by });
  }
  return found;
}

/** The facts that differ, by store; undefined if all are equal. */
function differing(
  each: ReadonlyArray<{ store: string; step: StepEvent | undefined }>,
): StepDifference['by'] | undefined {
  const facts = FACTS.map((fact) => each.map(({ step }) => (step ? fact(step) : '')));
  const other = facts.filter((values) => new Set(values).size > 1);
  if (other.length === 0) return undefined;
  return Object.fromEntries(
    each.map(({ store, step }, index) => [
      store,
      step
        ? other
            .map((values) => values[index])
            .filter(Boolean)
            .join('; ') || 'nothing'
        : null,
    ]),
  );
}

/** The explanations that not all stores have, by subject, in the order in which the subjects came up. */
export function explainedOtherwise(runs: readonly ComparedRun[]): ExplainedOtherwise[] {
  const told = runs.map(({ store, events }) => ({
    store,
    all: events.flatMap((event) => (event.type === 'step' ? (event.explanations ?? []) : [])),
  }));
  const subjects = new Set(told.flatMap(({ all }) => all.map(({ about }) => about)));
  return [...subjects].flatMap((about) => {
    const own = told.map(({ all }) => all.filter((one) => one.about === about));
    const isEverywhere = ({ brief }: Explanation) =>
      own.every((all) => all.some((one) => one.brief === brief));
    const texts = told.map(({ store }, index): [string, string | null] => {
      const other = (own[index] ?? []).filter((one) => one.brief && !isEverywhere(one));
      return [store, other.map(({ brief }) => brief).join('; ') || null];
    });
    const differs = texts.some(([, text]) => text !== null);
    return differs ? [{ about, by: Object.fromEntries(texts) }] : [];
  });
}
