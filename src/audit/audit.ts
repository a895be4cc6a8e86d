import type { AuditEvent } from '../events/audit.ts';
import type { Credentials, Flow } from '../flows/flow.ts';
import type { NamedWay } from '../flows/named-way.ts';
import { type AppOptions, siteOf } from '../site/chosen.ts';
import { interrupted } from '../site/interrupted.ts';
import { inProduction } from '../site/own/in-production.ts';
import { makeScratch } from '../site/scratch.ts';
import { isOurs, type Site } from '../site/site.ts';
import { TIMEOUT_MS } from '../site/timeout.ts';
import { withWay } from '../way-in/site-way.ts';
import { attackFlow } from './attack-flow.ts';
import { endOf } from './ending.ts';
import { findingOf, levelOf, marked } from './finding.ts';
import { fromAfar, isAfar } from './hosts.ts';
import { judge } from './judge.ts';
import type { Seen } from './trial.ts';
import { TRIALS } from './trials/trials.ts';
import { tryAll } from './try-all.ts';

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
  /** Is given each attack that worked, as a flow of its own, named as the rule that it breaks. */
  onAttack?: (flow: Flow) => void;
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
  const { level = 2, onProgress = () => {} } = options;
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
  try {
    const chosen = siteOf(options, scratch.path);
    onProgress('the way in');
    const found = await withWay(chosen, options, true, open);
    const { site, credentials } = asAudited(found, scratch.path, options);
    const mayNotSignIn = isAfar(site, options.iOwnThisHost);
    const trials = mayNotSignIn ? fromAfar(ofLevel, site) : ofLevel;
    const { instances } = options;
    const { seen, facts } = await tryAll(trials, {
      site,
      credentials,
      open,
      instances,
      onProgress,
    });
    const findings = trials.map((trial) => {
      const judgement = judge(trial, seen, trials);
      const finding = marked(findingOf(trial.rule, judgement), options.known);
      const attack = attackFlow(finding, judgement.by?.flow);
      if (attack) options.onAttack?.(attack);
      return finding;
    });
    yield* findings;
    yield endOf(findings, {
      site: facts,
      level,
      began,
      hasBaseline: options.known !== undefined,
      ...(!mayNotSignIn && site.way?.login === undefined && { foundNoSignIn: true }),
      failedWith: homeFailure(seen),
    });
  } catch (error) {
    throw signal.aborted ? interrupted() : error;
  } finally {
    scratch.remove();
  }
}

/** The status of the home page, where the app failed there. */
function homeFailure({ tried }: Seen): number | undefined {
  const steps = tried.flatMap((one) => one.steps);
  const home = steps.find(({ request }) => request.method === 'GET' && request.path === '/');
  const status = home?.response?.status ?? 0;
  return status >= 500 ? status : undefined;
}

/** Sites of ours as they run in production; all others as they are. */
function asAudited(
  site: Site,
  folder: string,
  { user, password = '' }: AuditOptions,
): { site: Site; credentials: Credentials } {
  if (!isOurs(site)) return { site, credentials: { user: user ?? 'alice', password } };
  return inProduction(site, folder, user === undefined ? undefined : { user, password });
}
