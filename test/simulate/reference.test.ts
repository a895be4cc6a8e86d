import { describe, expect, inject, it } from 'vitest';
import { choicesOf, MODE, type Mode, STORE } from '../../src/create/options.ts';
import type { Flow } from '../../src/flows/flow.ts';
import { expectedScenarios, type Step } from '../support/reference.ts';
import { allOf, stepsOf } from '../support/run.ts';

/** The recorded scenarios in which a visitor does something. */
const SCENARIOS = ['next-flow-about', 'sign-in-from-home', 'sign-in-direct', 'empty-username'];

/** A visitor of the tutorial's, as a flow. */
function flowOf(name: string, steps: readonly Step[]): Flow {
  return {
    name,
    about: 'as it was recorded',
    steps: steps.map(({ request: { method, path, form } }) => ({
      title: `${method} ${path}`,
      do: method === 'POST' ? { post: path, ...(form && { form }) } : { get: path },
    })),
  };
}

function recorded(mode: Mode): Array<[string, Step[]]> {
  const scenarios = expectedScenarios(mode);
  return SCENARIOS.map((name) => [name, scenarios[name] ?? []]);
}

const REDIS_URL = inject('redisUrl');
const COMBINATIONS = choicesOf(MODE).flatMap((mode) =>
  choicesOf(STORE)
    .filter((store) => store !== 'redis' || REDIS_URL)
    .map((store) => ({ mode, store })),
);

describe('the store, as a run shows it, holds at each step what the tutorial’s held', () => {
  it.each(COMBINATIONS)('$mode, $store', async ({ mode, store }) => {
    const scenarios = recorded(mode);
    const flows = scenarios.map(([name, steps]) => flowOf(name, steps));
    const events = await allOf({ mode, store, flows, env: { REDIS_URL } });
    const shown = stepsOf(events).map(({ flow, title, response, store: view }) => ({
      flow,
      title,
      status: response?.status,
      holds: view?.sessions.map(({ data }) => data),
    }));
    const held = scenarios.flatMap(([flow, steps]) =>
      steps.map(({ request, status, store_after }) => ({
        flow,
        title: `${request.method} ${request.path}`,
        status,
        holds: store_after,
      })),
    );
    expect(shown).toEqual(held);
  });
});
