import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Finding, Findings, Invariant, LoadEndEvent, LoadStep } from '../events/load.ts';
import type { ProbeOperation } from '../probe/messages.ts';

/** The counts and measurements of a load. */
export class Tally {
  readonly #steps: Map<string, { times: RecordableHistogram; errors: number }>;
  readonly #invariants: Record<Invariant, Findings> = {
    lost: { count: 0 },
    mixedUp: { count: 0 },
    undone: { count: 0 },
    wrongPages: { count: 0 },
  };
  readonly #errors: Findings = { count: 0 };
  readonly #operations = new Map<string, number>();
  #flows = { done: 0, broken: 0 };
  #answered = 0;

  /** @param titles of the flow's steps, in their order */
  constructor(titles: Iterable<string>) {
    this.#steps = new Map(
      [...titles].map((title) => [title, { times: createHistogram(), errors: 0 }]),
    );
  }

  /** @param took milliseconds */
  answered(title: string, took: number): void {
    this.#answered += 1;
    this.#steps.get(title)?.times.record(Math.max(1, Math.round(took * 1000)));
  }

  unanswered(finding: Finding): void {
    const step = this.#steps.get(finding.step);
    if (step) step.errors += 1;
    count(this.#errors, () => finding);
  }

  broke(invariant: Invariant, finding: () => Finding): void {
    count(this.#invariants[invariant], finding);
  }

  /** Whether a breach of this kind was counted before. */
  knows(invariant: Invariant): boolean {
    return this.#invariants[invariant].count > 0;
  }

  flowEnded(held: boolean): void {
    this.#flows[held ? 'done' : 'broken'] += 1;
  }

  asked(operations: readonly ProbeOperation[]): void {
    for (const { name } of operations) {
      this.#operations.set(name, (this.#operations.get(name) ?? 0) + 1);
    }
  }

  /** The counts so far; and why the first unanswered request got no answer, if there is one. */
  get soFar(): {
    flows: number;
    requests: number;
    errors: number;
    breaches: number;
    why: string | undefined;
  } {
    return {
      flows: this.#flows.done + this.#flows.broken,
      requests: this.#answered,
      errors: this.#errors.count,
      breaches: this.#breaches,
      why: this.#errors.first?.got,
    };
  }

  /** The result, after a number of milliseconds. */
  result(
    took: number,
  ): Pick<
    LoadEndEvent,
    'passed' | 'took' | 'flows' | 'requests' | 'steps' | 'invariants' | 'errors'
  > {
    return {
      passed: this.#errors.count === 0 && this.#breaches === 0,
      took: Math.round(took),
      flows: { ...this.#flows, perSecond: perSecond(this.#flows.done, took) },
      requests: { done: this.#answered, perSecond: perSecond(this.#answered, took) },
      steps: [...this.#steps].map(([title, { times, errors }]) => stepOf(title, times, errors)),
      invariants: this.#invariants,
      errors: this.#errors,
    };
  }

  /** The number of operations on the store for each answered request. */
  operationsPerRequest(): NonNullable<LoadEndEvent['operations']> {
    const share = (number: number) => round(number / Math.max(1, this.#answered), 2);
    const counts = [...this.#operations].sort(([, one], [, other]) => other - one);
    return {
      perRequest: share(counts.reduce((sum, [, number]) => sum + number, 0)),
      byName: Object.fromEntries(counts.map(([name, number]) => [name, share(number)])),
    };
  }

  get #breaches(): number {
    return Object.values(this.#invariants).reduce((sum, { count }) => sum + count, 0);
  }
}

function count(findings: Findings, finding: () => Finding): void {
  findings.count += 1;
  findings.first ??= finding();
}

function stepOf(title: string, times: RecordableHistogram, errors: number): LoadStep {
  const milliseconds = (percentile: number) =>
    times.count === 0 ? null : round(times.percentile(percentile) / 1000, 2);
  return {
    title,
    count: times.count,
    p50: milliseconds(50),
    p95: milliseconds(95),
    p99: milliseconds(99),
    errors,
  };
}

export function perSecond(number: number, milliseconds: number): number {
  return round((number / Math.max(1, milliseconds)) * 1000, 1);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
