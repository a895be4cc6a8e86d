import type { AuditEvent } from '../events/audit.ts';
import { type Credentials, DEFAULT_USER, type Flow } from '../flows/flow.ts';
import type { NamedWay } from '../flows/named-way.ts';
import { type AppOptions, siteOf } from '../site/chosen.ts';
import { interrupted, isInterrupted } from '../site/interrupted.ts';
import { openOptions } from '../site/open.ts';
import { inProduction } from '../site/own/in-production.ts';
import { makeScratch } from '../site/scratch.ts';
import { isOurs, type Site } from '../site/site.ts';
import { withWay } from '../way-in/site-way.ts';
import { attackFlow } from './attack-flow.ts';
import { endOf } from './ending.ts';
import { findingOf, levelOf, marked } from './finding.ts';
import { fromAfar, isAfar } from './hosts.ts';
import { judge } from './judge.ts';
import { sawNoForm, sawNoPage, wasLeftOutside } from './sign-in-evidence.ts';
import type { Seen } from './trial.ts';
import { TRIALS } from './trials/trials.ts';
import { tryAll } from './try-all.ts';

/** What to audit, and how thoroughly. Every option has a default. */
export interface AuditOptions extends AppOptions, NamedWay {
  /** The level of OWASP ASVS. Default: 2. */
  level?: 1 | 2 | 3;
  /** The user name. Default: `alice`, without a password. */
  user?: string;
  password?: string;
  /** Ids of rules that are known to be broken: their findings say so, and do not make the audit fail. */
  known?: readonly string[];
  /** The host of `url`, if it is yours but not this machine: without it, only named pages are opened there. */
  iOwnThisHost?: string;
  /** Gets each attack that worked, as a flow with the name of the broken rule. */
  onAttack?: (flow: Flow) => void;
  /** Called with what is being tested, in a few words. */
  onProgress?: (about: string) => void;
}

/**
 * Tests each rule on an app, and yields a finding for each; at the end, the totals.
 *
 * @throws Failure `usage`, `app-failed`, `store-unreadable` or `interrupted`
 */
export async function* audit(options: AuditOptions = {}): AsyncGenerator<AuditEvent, void> {
  const began = Date.now();
  const { level = 2, onProgress = () => {} } = options;
  const ofLevel = TRIALS.filter(({ rule }) => (levelOf(rule) ?? 1) <= level);
  const scratch = makeScratch();
  const open = openOptions(options, scratch.path);
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
      ...(!isOurs(site) &&
        options.user === undefined &&
        options.password === undefined && { lacksAccount: true }),
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
      before: options.known,
      ...(!mayNotSignIn &&
        (site.way?.login === undefined || sawNoForm(seen)) && { foundNoSignIn: true }),
      ...(wasLeftOutside(seen) && { lacksAccount: true }),
      ...(!mayNotSignIn && sawNoPage(seen) && { openedNothing: true }),
      failedWith: homeFailure(seen),
    });
  } catch (error) {
    throw open.signal.aborted && !isInterrupted(error) ? interrupted() : error;
  } finally {
    scratch.remove();
  }
}

/** The status of the home page, if the app failed there. */
function homeFailure({ tried }: Seen): number | undefined {
  const steps = tried.flatMap((one) => one.steps);
  const home = steps.find(({ request }) => request.method === 'GET' && request.path === '/');
  const status = home?.response?.status ?? 0;
  return status >= 500 ? status : undefined;
}

/** Our own sites as they run in production; other apps as they are. */
function asAudited(
  site: Site,
  folder: string,
  { user, password = '' }: AuditOptions,
): { site: Site; credentials: Credentials } {
  if (!isOurs(site)) return { site, credentials: { user: user ?? DEFAULT_USER, password } };
  return inProduction(site, folder, user === undefined ? undefined : { user, password });
}
