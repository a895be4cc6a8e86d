import type { AuditEvent } from '../events/audit.ts';
import type { NamedWay } from '../flows/named-way.ts';
import { newContext } from '../simulate/run-context.ts';
import { type AppOptions, siteOf, TIMEOUT_MS } from '../site/chosen.ts';
import { interrupted } from '../site/interrupted.ts';
import { makeScratch } from '../site/scratch.ts';
import { withWay } from '../way-in/site-way.ts';
import { Attempts } from './attempts.ts';
import { endOf } from './ending.ts';
import { findingOf, levelOf, marked } from './finding.ts';
import { fromAfar, isAfar } from './hosts.ts';
import { judge } from './judge.ts';
import { type Attempt, isSame, type Trial, type Tried } from './trial.ts';
import { TRIALS } from './trials/trials.ts';

/** What to audit, and how thoroughly. All of it has a default. */
export interface AuditOptions extends AppOptions, NamedWay {
  /** The level of OWASP ASVS. Default: 2. */
  level?: 1 | 2 | 3;
  /** Who signs in. Default: `alice`, without a password. */
  user?: string;
  password?: string;
  /** Ids of rules that are known to be broken: their findings say so, and the audit passes nevertheless. */
  known?: readonly string[];
  /** The host of `url`, if it is not this machine and yours: without it, only pages that were named are opened there. */
  iOwnThisHost?: string;
  /** Is told what is being tried, in a few words. */
  onProgress?: (about: string) => void;
}

/**
 * Tries each rule on an app, and yields a finding for each; last, the totals.
 *
 * @throws Failure `usage`, `app-failed`, `store-unreadable` or `interrupted`
 */
export async function* audit(options: AuditOptions = {}): AsyncGenerator<AuditEvent, void> {
  const began = Date.now();
  const { level = 2, user = 'alice', password = '', onProgress = () => {} } = options;
  const ofLevel = TRIALS.filter(({ rule }) => (levelOf(rule) ?? 1) <= level);
  const scratch = makeScratch();
  const signal = options.signal ?? new AbortController().signal;
  const open = {
    scratch: scratch.path,
    useOwnStore: options.useOwnStore ?? false,
    timeout: options.timeout ?? TIMEOUT_MS,
    env: options.env ?? {},
    signal,
  };
  let attempts: Attempts | undefined;
  try {
    const chosen = siteOf(options, scratch.path);
    onProgress('the way in');
    const site = await withWay(chosen, options, true, open);
    const credentials = { user, password };
    const trials = isAfar(site, options.iOwnThisHost) ? fromAfar(ofLevel, site) : ofLevel;
    const context = newContext({
      site,
      reveal: false,
      timeout: open.timeout,
      signal,
      flows: trials.flatMap((trial) => trial.attempts.map(({ flow }) => flow)),
      credentials,
    });
    attempts = new Attempts({
      context,
      open,
      credentials,
      onAttempt: ({ flow }) => onProgress(flow.about),
    });
    const tried: Tried[] = [];
    for (const attempt of attemptsOf(trials)) tried.push(await attempts.make(attempt));
    const findings = trials.map((trial) =>
      marked(findingOf(trial.rule, judge(trial, { site, tried })), options.known),
    );
    yield* findings;
    yield endOf(findings, {
      site: attempts.facts,
      level,
      began,
      hasBaseline: options.known !== undefined,
    });
  } catch (error) {
    throw signal.aborted ? interrupted() : error;
  } finally {
    await attempts?.stop();
    scratch.remove();
  }
}

/** Each attempt once. */
function attemptsOf(trials: readonly Trial[]): Attempt[] {
  const all: Attempt[] = [];
  for (const attempt of trials.flatMap((trial) => trial.attempts)) {
    if (!all.some((one) => isSame(one, attempt))) all.push(attempt);
  }
  return all;
}
