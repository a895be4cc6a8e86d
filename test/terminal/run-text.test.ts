import { expect, it } from 'vitest';
import type { EndEvent, StartEvent } from '../../src/events/run.ts';
import { widthOf } from '../../src/terminal/columns.ts';
import { PLAIN } from '../../src/terminal/paint.ts';
import { endLines, nextCommand, startLines } from '../../src/terminal/runs/run-text.ts';
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

it.each([60, 50, 40, 30])(
  'breaks its first and last lines between words at %d columns',
  (width) => {
    const events = aRun({
      flows: ['login-next', 'race'],
      steps: [{ checks: [aFailedCheck('a', '1', '2')] }],
    });
    const lines = events.flatMap((event) => {
      if (event.type === 'start') return startLines(event, width, PLAIN);
      return event.type === 'end' ? endLines(event, width, PLAIN) : [];
    });
    expect(lines.filter((line) => widthOf(line) > width)).toEqual([]);
    expect(lines.map((line) => line.trim()).join(' ')).toMatch(
      /^the built-in site, authenticated mode, memory store: login-next, race failed {3}1 step, 1 of 1 check failed, /,
    );
  },
);
