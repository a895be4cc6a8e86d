import type { Explanation, RunEvent, StartEvent, StepEvent } from '../events/run.ts';
import { EXPLANATIONS } from './explanations.ts';
import { isSignedIn, type Memory, newMemory, remember } from './moment.ts';
import { type Brief, summaryOf } from './summary.ts';

/**
 * Explains a run to a reader who does not know sessions yet. Each sentence comes from the events of the run: from one
 * step, and from the earlier steps of its flow. Each thing is explained once in a flow: where it first happens.
 */
class Explainer {
  readonly #site: StartEvent['site'];
  readonly #briefs: Brief[] = [];
  #memory: Memory = newMemory();
  #told = new Set<string>();
  #passage = '';
  #hasSignedIn = false;

  constructor(site: StartEvent['site']) {
    this.#site = site;
  }

  /** The explanations of the next step of the run. */
  explain(step: StepEvent): Explanation[] {
    const passage = `${step.flow} ${step.pace}`;
    if (passage !== this.#passage) {
      this.#memory = newMemory();
      this.#told = new Set();
      this.#passage = passage;
    }
    const moment = { site: this.#site, step, memory: this.#memory };
    const said = EXPLANATIONS.flatMap(({ id, about, of }) => {
      if (this.#told.has(id)) return [];
      const one = of(moment);
      if (!one) return [];
      this.#told.add(id);
      if (one.brief !== undefined) {
        this.#briefs.push({ id, about, text: one.brief, step: step.number });
      }
      return [{ id, about, ...one }];
    });
    this.#hasSignedIn ||= isSignedIn(step);
    remember(moment);
    return said;
  }

  /** One sentence on each subject, from the steps so far. */
  summary(): Explanation[] {
    return summaryOf(this.#briefs, this.#site, this.#hasSignedIn);
  }
}

/** Adds explanations to the events of a run, as they come. */
export async function* explained(events: AsyncIterable<RunEvent>): AsyncGenerator<RunEvent, void> {
  let explainer: Explainer | undefined;
  for await (const event of events) {
    if (event.type === 'start') explainer = new Explainer(event.site);
    yield explainer ? withExplanations(event, explainer) : event;
  }
}

/** Adds explanations to the events of a finished run, in place of those that it has. */
export function explainedRun(events: readonly RunEvent[]): RunEvent[] {
  const start = events.find((event) => event.type === 'start');
  if (!start) return [...events];
  const explainer = new Explainer(start.site);
  return events.map((event) => withExplanations(event, explainer));
}

function withExplanations(event: RunEvent, explainer: Explainer): RunEvent {
  if (event.type === 'step') return { ...event, explanations: explainer.explain(event) };
  return event.type === 'end' ? { ...event, summary: explainer.summary() } : event;
}
