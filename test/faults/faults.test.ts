import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/run.ts';
import type { RuleId } from '../../src/rules/rules.ts';
import { allOf, stepsOf } from '../support/run.ts';
import { makeFolder } from '../support/scratch.ts';
import { PLANTED, type PlantedFault } from './table.ts';

const FAULTS = fileURLToPath(new URL('.', import.meta.url));
/** Starting an app is mostly waiting. */
const AT_A_TIME = 2;

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found = new Map<string, RunEvent[]>();

function runWith({ fault, flow = 'login-next', options }: PlantedFault): Promise<RunEvent[]> {
  return allOf({
    directory: FAULTS,
    start: 'node app.cjs',
    flows: [flow],
    env: { FAULT: fault, SESSIONS: join(folder, fault) },
    timeout: 20_000,
    ...options,
  });
}

/** The rules that a run says are broken, each once. */
function brokenIn(events: readonly RunEvent[]): Array<RuleId | undefined> {
  const rules = stepsOf(events).flatMap(({ checks }) =>
    checks.flatMap(({ passed, rule }) => (passed || rule === undefined ? [] : rule)),
  );
  return [...new Set(rules)];
}

beforeAll(async () => {
  const waiting = [...PLANTED];
  const goOn = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      found.set(next.fault, await runWith(next));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, goOn));
}, 600_000);

describe('a planted fault is told under its rule, and nothing else is', () => {
  it.each(PLANTED)('$fault: $rule', ({ fault, rule }) => {
    const events = found.get(fault) ?? [];
    expect(events.at(-1)).toMatchObject({ type: 'end', passed: false });
    expect(brokenIn(events)).toEqual([rule]);
  });
});
