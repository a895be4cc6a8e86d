import { FLOWS } from '../flows/built-in/flows.ts';
import { HOME } from '../flows/built-in/home.ts';
import { RULE_FLOWS } from '../flows/built-in/rule-flows.ts';
import type { Expectation, Flow, FlowStep, Need, Visit } from '../flows/flow.ts';
import { flowOf } from '../flows/named.ts';
import { countsForItselfAlone } from '../site/databases.ts';
import { usersFileOf } from '../site/own/users-file.ts';
import { isOurs, meets, type Site } from '../site/site.ts';

/** The flows to run, and those of `all` that cannot run on this site. */
export interface ChosenFlows {
  flows: Flow[];
  leftOut: Array<{ flow: string; why: string }>;
  /** With `all`: whether flows that turn out to be impossible are left out too. */
  isAll: boolean;
}

/** Whether these flows need the way into a site. */
export function asksForWay(flows: ReadonlyArray<string | Flow>): boolean {
  return (
    flows.length === 0 ||
    flows.some(
      (flow) =>
        typeof flow === 'string' || /\$(login|protected|newPassword)\b/.test(JSON.stringify(flow)),
    )
  );
}

/**
 * The chosen flows, without the parts that cannot be checked on this site.
 *
 * @param names of built-in flows, `all`, or flows; empty means the first flow, or the part of it that is possible
 * @param hasPassword whether the account has a password: then a flow with two users cannot run, as one account was
 *   given
 * @throws Failure `usage` if no built-in flow has that name
 */
export function chosenFlows(
  names: ReadonlyArray<string | Flow>,
  site: Site,
  hasPassword: boolean,
): ChosenFlows {
  const leftOut: ChosenFlows['leftOut'] = [];
  // The rule flows do what visitors do not do, to test unknown apps. Our own sites are tested for these rules
  // elsewhere.
  const known = isOurs(site) ? FLOWS : [...FLOWS, ...RULE_FLOWS];
  const all = known.filter((flow) => {
    const why = reasonAgainst(flow, site, hasPassword);
    if (why !== undefined) leftOut.push({ flow: flow.name, why });
    return why === undefined;
  });
  const [first] = FLOWS;
  const unasked = first && reasonAgainst(first, site, hasPassword) === undefined ? first : HOME;
  const isAll = names.includes('all');
  const chosen =
    names.length === 0
      ? [unasked]
      : names.flatMap((name) => {
          if (name !== 'all') return flowOf(name);
          return all.length > 0 ? all : HOME;
        });
  const flows = chosen.map((flow) => forSite(flow, site));
  return { flows, leftOut: isAll ? leftOut : [], isAll };
}

const NEEDS: Record<
  Need,
  {
    holds(site: Site, hasPassword: boolean): boolean;
    why: string | ((site: Site) => string);
    ofOurs?: true;
  }
> = {
  'sign-in': {
    holds: ({ way }) => way?.login !== undefined,
    why: ({ signInElsewhere: at }) =>
      at === undefined
        ? 'no way to sign in was found: name it with --login'
        : `the only sign-in that was found is at ${at}: if there is one with a password, name it with --login`,
  },
  'protected-page': {
    holds: ({ way }) => way?.protected !== undefined,
    why: 'no page was found that strangers do not see: name one with --protected',
  },
  'account-page': {
    holds: isOurs,
    why: 'it is made for the account page of our own sites',
  },
  'new-password': {
    holds: (site) =>
      isOurs(site) ? site.hasOwnAccount === true : site.way?.newPassword !== undefined,
    why: (site) =>
      isOurs(site)
        ? 'it changes the password of who signs in, and does so only at an account that was made for the run'
        : 'it is not known where a user changes the password: name it with --new-password',
    ofOurs: true,
  },
  password: {
    holds: (_, hasPassword) => hasPassword,
    why: 'it takes an account with a password: give one with --user and --password-stdin',
    ofOurs: true,
  },
  'no-database': {
    holds: countsForItselfAlone,
    why: 'it types wrong passwords at a real account, and a limit that is kept in a database could lock it for long: it is done where the app is started here, and uses no database',
    ofOurs: true,
  },
};

/** What a flow needs and a site does not have; undefined if nothing is missing. */
export function lacking({ needs = [] }: Flow, site: Site, hasPassword = false): string | undefined {
  const why = needs
    .map((need) => NEEDS[need])
    .filter(({ ofOurs }) => ofOurs || !isOurs(site))
    .find(({ holds }) => !holds(site, hasPassword))?.why;
  return typeof why === 'function' ? why(site) : why;
}

/** The flows for other apps that show the same as some flows for our sites. */
const SAME_BY: Readonly<Record<string, string>> = {
  remember: 'processes',
  instances: 'processes',
  race: 'late-requests',
};

/** Why `all` leaves out a flow; undefined if it does not. */
export function reasonAgainst(flow: Flow, site: Site, hasPassword: boolean): string | undefined {
  const { name, settings, instances, steps } = flow;
  if (settings && !isOurs(site)) {
    return 'it sets limits that only a site made by create-session-app has';
  }
  if (SAME_BY[name] !== undefined && !isOurs(site)) {
    return `it is made for our own sites: for others, ${SAME_BY[name]} shows the same`;
  }
  if ('url' in site.entry && (instances || steps.some((step) => 'restart' in step))) {
    return 'it starts and stops the site, which is already running';
  }
  const why = reasonAgainstProbing(steps, site);
  if (why !== undefined) return why;
  if (name === 'two-visitors' && hasPassword && !isOurs(site)) {
    return 'it signs in as alice and as bob, and one account was given';
  }
  return lacking(flow, site, hasPassword);
}

/** Why a flow's steps for the probe are not possible: there is no probe, or nothing that it could do them with. */
function reasonAgainstProbing(steps: Flow['steps'], site: Site): string | undefined {
  const movesClock = steps.some((step) => 'clock' in step);
  const changesStore = steps.some((step) => 'store' in step);
  if (steps.some((step) => 'account' in step) && usersFileOf(site.entry) === undefined) {
    return 'it changes an account, and only the audit of a site made by create-session-app has one to change';
  }
  if ('url' in site.entry && (movesClock || changesStore)) {
    return `it ${movesClock ? 'moves the clock of the app' : 'makes the session store fail'}, and can do so only in an app that it starts`;
  }
  return changesStore && site.sessionsBy !== undefined
    ? `it makes the session store fail, and ${site.sessionsBy} has none that can be reached`
    : undefined;
}

/**
 * The flow without visits that are not for this site or need a page that it lacks, and without checks that are not
 * possible.
 */
export function forSite(flow: Flow, site: Site): Flow {
  const steps = flow.steps.flatMap((step): FlowStep | [] => {
    if ('together' in step) {
      return { ...step, together: step.together.filter((visit) => isThere(visit, site)).map(seen) };
    }
    if (!('do' in step)) return step;
    return isThere(step, site) ? seen(step) : [];
  });
  function seen(visit: Visit): Visit {
    if (site.sessionsBy === undefined) return visit;
    return { ...visit, expect: visit.expect?.map(withoutSession) };
  }
  return { ...flow, steps };
}

function isThere(visit: Visit, site: Site): boolean {
  const asksForIt = 'get' in visit.do && visit.do.get === '$protected';
  return meets(site, visit.only) && (!asksForIt || site.way?.protected !== undefined);
}

/** Only the sessions of express-session are understood. */
function withoutSession({ session, holds, store, signedIn, ...wire }: Expectation): Expectation {
  return wire;
}
