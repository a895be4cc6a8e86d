import type { ComparisonEvent } from '../../src/events/compare.ts';
import type { RunEvent } from '../../src/events/run.ts';
import { EVENT_VERSION } from '../../src/events/versioned.ts';
import { loginSteps } from './login-steps.ts';
import { aRun } from './runs.ts';

/** A comparison of two stores, and of one that was not there; the texts of an app's may be given. */
export function aComparison(text = '302, to /login'): Array<RunEvent | ComparisonEvent> {
  const checks = { passed: 7, failed: 0 };
  const run = (store: string) => aRun({ site: { store, name: text }, steps: loginSteps() });
  return [
    ...run('memory'),
    ...run('file'),
    {
      v: EVENT_VERSION,
      type: 'comparison',
      flow: 'login',
      stores: [
        { store: 'memory', passed: true, steps: 5, checks },
        { store: 'file', passed: true, steps: 5, checks },
        { store: 'redis', why: ['It is not there.'] },
      ],
      explanations: [{ about: 'restart', by: { memory: `${text} was gone`, file: 'still there' } }],
      differences: [{ steps: [3, 4], title: text, by: { memory: text, file: null } }],
      same: 3,
      passed: true,
    },
  ];
}
