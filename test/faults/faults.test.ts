import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/run.ts';
import { RULE_FLOWS } from '../../src/flows/built-in/rule-flows.ts';
import type { Flow, FlowStep, Visit } from '../../src/flows/flow.ts';
import type { RuleId } from '../../src/rules/rules.ts';
import type { SimulateOptions } from '../../src/simulate/simulate.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { allOf, stepsOf } from '../support/run.ts';
import { makeFolder } from '../support/scratch.ts';
import { PLANTED, type PlantedFault } from './table.ts';

const FAULTS = fileURLToPath(new URL('.', import.meta.url));
/** Starting an app is mostly waiting. */
const AT_A_TIME = 2;

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { key: KEY, certificate } = selfSignedCertificate(folder);
const CERTIFICATE = { KEY, CERTIFICATE: certificate };

const found = new Map<string, RunEvent[]>();

const APP = {
  directory: FAULTS,
  start: 'node app.cjs',
  login: '/login',
  protected: '/about',
  timeout: 20_000,
};

function runFault({ fault, flow = 'login-next', options }: PlantedFault): Promise<RunEvent[]> {
  const env = { ...CERTIFICATE, FAULT: fault, SESSIONS: join(folder, fault) };
  return allOf({ ...APP, flows: [flow], env, ...options });
}

/** All that is tried by the flows for rules, in one start of the app, each by visitors of its own. */
const EVERYTHING: Flow = {
  name: 'everything',
  about: 'all flows for rules, one after the other',
  instances: 2,
  steps: RULE_FLOWS.flatMap(({ name, steps }) => steps.map((step) => ofVisitors(name, step))),
};

function ofVisitors(prefix: string, step: FlowStep): FlowStep {
  if ('together' in step) return { together: step.together.map((one) => ofVisitor(prefix, one)) };
  return 'title' in step ? ofVisitor(prefix, step) : step;
}

function ofVisitor(prefix: string, visit: Visit): Visit {
  return { ...visit, visitor: `${prefix} ${visit.visitor ?? 'A'}` };
}

/** How one comes into those that are no page with a form. */
const WAYS: Readonly<Record<string, SimulateOptions>> = {
  json: {
    login: {
      method: 'POST',
      path: '/login',
      json: { username: '$user', password: '$password' },
    },
    logout: { method: 'POST', path: '/logout' },
  },
};

async function runSound(sound: string): Promise<RunEvent[]> {
  const run = { ...APP, ...WAYS[sound], env: { ...CERTIFICATE, SOUND: sound } };
  const quick = await allOf({ ...run, pace: 'quick' });
  const patient = await allOf({ ...run, flows: ['login-next', 'two-visitors', EVERYTHING] });
  return [...quick, ...patient];
}

const SOUND: readonly string[] = Object.keys(createRequire(import.meta.url)('./sound.cjs').SOUND);

/** The rules that a run says are broken, each once. */
function brokenIn(events: readonly RunEvent[]): Array<RuleId | undefined> {
  const rules = stepsOf(events).flatMap(({ checks }) =>
    checks.flatMap(({ passed, rule }) => (passed || rule === undefined ? [] : rule)),
  );
  return [...new Set(rules)];
}

beforeAll(async () => {
  const waiting = [
    ...SOUND.map((sound) => ({ name: sound, run: () => runSound(sound) })),
    ...PLANTED.map((planted) => ({ name: planted.fault, run: () => runFault(planted) })),
  ];
  const goOn = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      found.set(next.name, await next.run());
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

describe('of a sound app, nothing is wrong', () => {
  it.each(SOUND)('%s', (sound) => {
    const events = found.get(sound) ?? [];
    const failed = stepsOf(events).flatMap(({ title, checks }) =>
      checks.filter(({ passed }) => !passed).map((check) => ({ title, ...check })),
    );
    expect(failed).toEqual([]);
    expect(stepsOf(events).some(({ title }) => title === 'the page after a restart')).toBe(true);
  });
});
