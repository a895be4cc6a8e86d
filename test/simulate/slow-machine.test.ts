import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { allOf, failuresIn, stepsOf } from '../support/run.ts';

const LATE = fileURLToPath(new URL('../apps/answers-late.cjs', import.meta.url));

it('a site that answers too late for the limits of a flow is not blamed for that', async () => {
  vi.stubEnv('NODE_OPTIONS', `--require ${LATE}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const events = await allOf({ flows: ['expiry'] });
  expect(failuresIn(events)).toEqual([]);
  const checksAt = (title: string) => stepsOf(events).find((step) => step.title === title)?.checks;
  expect(checksAt('within the idle limit')).toEqual([]);
  expect(checksAt('past the absolute limit')).not.toEqual([]);
});
