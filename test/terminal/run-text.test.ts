import { expect, it } from 'vitest';
import type { EndEvent, StartEvent } from '../../src/events/run.ts';
import { nextCommand } from '../../src/terminal/runs/run-text.ts';
import { aFailedCheck, aRun } from '../support/runs.ts';

type Run = Parameters<typeof aRun>[0];

function nextAfter(run: Run): string {
  const events = aRun(run);
  const start = events.find((event): event is StartEvent => event.type === 'start');
  const end = events.find((event): event is EndEvent => event.type === 'end');
  return start && end ? nextCommand(end, start, 'session-app simulate') : '';
}

const other = { kind: 'other' } as const;
const running = { kind: 'running' } as const;

it.each<[what: string, run: Run, options: string]>([
  ['one flow', {}, '--flow all'],
  ['several flows', { flows: ['login-next', 'race'] }, '--users 100 --concurrency 10'],
  ['a site that others wrote', { site: other }, '--pace both'],
  ['a site that others started', { site: running }, '--pace both'],
  ['one that was followed both ways', { site: other, pace: ['patient', 'quick'] }, '--flow all'],
  [
    'several flows of it',
    { site: other, pace: ['patient', 'quick'], flows: ['login-next', 'wander'] },
    '--report run.html',
  ],
  [
    'a failed check',
    { steps: [{ checks: [aFailedCheck('the status', '200', '500')] }] },
    '--report run.html',
  ],
])('after %s, there is more to see', (_, run, options) => {
  expect(nextAfter(run)).toBe(`session-app simulate ${options}`);
});
