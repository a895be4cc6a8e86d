import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Attempts } from '../audit/attempts.ts';
import { judge } from '../audit/judge.ts';
import { type Attempt, isSame, type Judgement, type Trial, type Tried } from '../audit/trial.ts';
import { TRIALS } from '../audit/trials/trials.ts';
import type { Credentials } from '../flows/flow.ts';
import { ROOT } from '../root.ts';
import { newContext } from '../simulate/run-context.ts';
import { interrupted } from '../site/interrupted.ts';
import type { OpenOptions } from '../site/open.ts';
import { makeScratch } from '../site/scratch.ts';
import type { Site } from '../site/site.ts';
import { TIMEOUT_MS } from '../site/timeout.ts';
import { withWay } from '../way-in/site-way.ts';
import type { PlantedFault } from './faults.ts';

/** The result of a rule on one app. */
export interface TriedRule {
  judgement: Judgement;
  tried: readonly Tried[];
}

const ALICE: Credentials = { user: 'alice', password: 'correct-horse-battery' };

/**
 * Tries a rule on the app of `faults/`, as an audit does, with own processes and in an own folder.
 *
 * @param has whether the app has the fault, or is the same app without it
 * @throws Failure `app-failed` or `interrupted`
 */
export async function tryRule(
  trial: Trial,
  planted: PlantedFault,
  has: boolean,
  signal: AbortSignal,
): Promise<TriedRule> {
  const scratch = makeScratch();
  const open: Omit<OpenOptions, 'name' | 'instances'> = {
    scratch: scratch.path,
    useOwnStore: false,
    timeout: TIMEOUT_MS,
    env: {},
    signal,
  };
  let attempts: Attempts | undefined;
  try {
    const app = appIn(scratch.path, planted.fault, has);
    const { login = '/login', logout, newPassword, instances } = planted;
    const named = { login, protected: '/about', logout, newPassword };
    const site = await withWay(app, named, true, open);
    const { user } = ALICE;
    const flows = trial.attempts.map(({ flow }) => flow);
    const context = newContext({
      site,
      reveal: false,
      timeout: open.timeout,
      signal,
      instances,
      flows,
      credentials: ALICE,
    });
    attempts = new Attempts({ context, open, credentials: ALICE, onAttempt: () => {} });
    const tried = await attempts.makeAll(trial.attempts);
    const next = trial.next?.({ site, user, tried, app: attempts.app }) ?? [];
    tried.push(...(await attempts.makeAll(next)));
    const judgement = judge(trial, { site, user, tried, app: attempts.app }, TRIALS);
    return { judgement, tried };
  } catch (error) {
    throw signal.aborted ? interrupted() : error;
  } finally {
    await attempts?.stop();
    scratch.remove();
  }
}

/** The result of an attempt, among all results. */
export function sameAttempt(
  tried: readonly Tried[],
  attempt: Attempt | undefined,
): Tried | undefined {
  return attempt && tried.find((one) => isSame(one, attempt));
}

/** The app in its own folder, with a link to the packages that it imports. */
function appIn(scratch: string, fault: string, has: boolean): Site {
  const directory = join(scratch, 'app');
  const sessions = join(scratch, 'sessions');
  mkdirSync(sessions);
  cpSync(fileURLToPath(new URL('faults', ROOT)), directory, { recursive: true });
  symlinkSync(
    fileURLToPath(new URL('dist/site-packages', ROOT)),
    join(directory, 'node_modules'),
    'junction',
  );
  const env = { SESSIONS: sessions, [has ? 'FAULT' : 'WITHOUT']: fault };
  return {
    kind: 'other',
    name: `the app ${has ? 'with' : 'without'} the fault "${fault}"`,
    entry: {
      command: [process.execPath, 'app.cjs'],
      directory,
      env,
      takesAnyPort: false,
    },
  };
}
