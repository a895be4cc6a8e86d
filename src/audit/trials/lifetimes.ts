import type { StepEvent } from '../../events/run.ts';
import { LOGIN_NEXT } from '../../flows/built-in/login-next.ts';
import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Expectation, Flow } from '../../flows/flow.ts';
import { duration } from '../../quantities.ts';
import { isOurs } from '../../site/site.ts';
import { obstacleIn } from '../judge.ts';
import { cookieLife, showsPage } from '../shown.ts';
import { type Attempt, type Judgement, patiently, type Seen, type Trial } from '../trial.ts';
import { triedFlow } from '../tried.ts';

/** No session needs to last longer than this. */
const LONGEST_S = 30 * 86_400;
/** How long after its end a session is tried, because stores round times. */
const MARGIN_S = 60;
/**
 * The most uses of a session, and the longest time between them: without that, an absolute limit would look like the
 * idle limit.
 */
const MOST_USES = 120;
const FURTHEST_S = 6 * 3_600;
/** How far apart the uses are if the idle limit is not known. */
const USUAL_S = 600;

const UNUSED = 'unused-session';
const USED = 'used-session';
const COPY = 'a copy of the cookie, which nobody has used since';
const ONCE_MORE = 'the copy of the cookie, once more';

/** How long a session lasts after its last use, in milliseconds. */
interface Lifetime {
  /** According to the store. */
  stored?: number;
  /** According to the cookie. */
  cookie?: number;
}

/** From the sign-in of the first flow; undefined if nobody got in. */
function lifetimeOf(seen: Seen): Lifetime | undefined {
  const tried = triedFlow(seen, LOGIN_NEXT.name);
  const step = tried?.steps.find(({ title }) => title === 'the sign-in');
  if (!step || tried?.began === undefined || obstacleIn(tried) !== undefined) return undefined;
  const alias = step.cookies.find(({ session }) => session !== undefined)?.session;
  const expires = step.store?.sessions.find(({ session }) => session === alias)?.expires;
  const now = tried.began + step.at + step.took;
  const cookie = cookieLife(step, tried.began);
  return {
    ...(expires && { stored: rounded(Date.parse(expires) - now) }),
    ...(cookie !== undefined && { cookie: rounded(cookie) }),
  };
}

/** Apps mean whole minutes or seconds, and the response took some time. */
function rounded(span: number): number {
  const unit = span > 600_000 ? 60_000 : 1_000;
  return Math.round(span / unit) * unit;
}

/** After how many seconds without use a session should have ended. */
function unusedFor({ stored, cookie }: Lifetime): number {
  const life = stored ?? cookie;
  return life === undefined ? LONGEST_S : Math.ceil(life / 1_000) + MARGIN_S;
}

/** Whether sessions end by the app's clock, and it is known when. */
function mustEnd({ stored, cookie }: Lifetime, { site, app }: Seen): boolean {
  if (site.sessionsBy !== undefined) return cookie !== undefined;
  return stored !== undefined && (app?.facts.memories ?? 0) > 0;
}

/** The title of the last step of a sign-in: an app may change the session's id at each step. */
function lastOf({ site }: Seen): string {
  return isOurs(site) ? 'back to the page' : 'the protected page';
}

function unused(lifetime: Lifetime, seen: Seen): Attempt {
  const closed: Expectation = { rule: 'idle-limit', asksToSignIn: true };
  const flow: Flow = {
    name: UNUSED,
    about: 'a session that nobody has used for longer than it should live',
    needs: ['sign-in', 'protected-page'],
    steps: [
      ...signInTo('$protected'),
      { clock: unusedFor(lifetime) },
      read(COPY, '$protected', mustEnd(lifetime, seen) ? [closed] : [], {
        cookiesAfter: lastOf(seen),
      }),
    ],
  };
  return patiently(flow);
}

/** How often to use it, and how many seconds apart. */
function usesOf({ stored, cookie }: Lifetime): { every: number; times: number } {
  const life = stored ?? cookie;
  const every =
    life === undefined ? USUAL_S : Math.min(FURTHEST_S, Math.floor((0.9 * life) / 1_000));
  return { every, times: Math.min(MOST_USES, Math.ceil(LONGEST_S / Math.max(1, every))) };
}

function used(lifetime: Lifetime, seen: Seen): Attempt {
  const { every, times } = usesOf(lifetime);
  const use = [{ clock: every }, read(ONCE_MORE, '$protected', [], { cookiesAfter: lastOf(seen) })];
  const flow: Flow = {
    name: USED,
    about: 'a session that somebody uses again and again, for up to 30 days by the app’s clock',
    needs: ['sign-in', 'protected-page'],
    steps: [...signInTo('$protected'), ...Array.from({ length: times }, () => use).flat()],
  };
  return { ...patiently(flow), isSeenBy: (step) => step.title === ONCE_MORE && !showsPage(step) };
}

/** Why there is no verdict; undefined if an attempt was completed. */
function notSeen(seen: Seen, name: string): Judgement | undefined {
  const tried = triedFlow(seen, name) ?? triedFlow(seen, LOGIN_NEXT.name);
  const why = tried && obstacleIn(tried);
  if (tried?.flow.name === name && why === undefined) return undefined;
  return { verdict: 'not-seen', said: [why ?? 'Nobody could sign in.'] };
}

function judgeIdle(seen: Seen): Judgement | undefined {
  const lifetime = lifetimeOf(seen);
  const tried = triedFlow(seen, UNUSED);
  const last = tried?.steps.findLast(({ title }) => title === COPY);
  const missing = notSeen(seen, UNUSED);
  if (missing || !lifetime || !last) return missing;
  const span = duration(unusedFor(lifetime) * 1_000);
  const life = lifetime.stored ?? lifetime.cookie;
  const isHeld = isOurs(seen.site);
  if (!showsPage(last)) {
    const made = life === undefined ? '' : ` It is made to live for ${duration(life)}.`;
    const said = `The server refused a session that nobody had used for ${span}.${made}`;
    return { verdict: isHeld ? 'held' : 'yours', said: [said], by: tried };
  }
  if (isSignedInAnew(last)) {
    const said = `A session that nobody had used for ${span} was followed by a new one: another cookie signed the visitor in.`;
    return { verdict: 'yours', said: [said], by: tried };
  }
  if (lifetime.stored !== undefined) {
    const store = seen.app?.storeName || 'The store';
    const said = `${store} was told that the session ends ${duration(lifetime.stored)} after its last use. It keeps time itself, so that a moved clock of the app does not show whether it does.`;
    const isRead = seen.site.storePlace !== undefined;
    return { verdict: isHeld && isRead ? 'held' : 'yours', said: [said], by: tried };
  }
  const said =
    lifetime.cookie === undefined
      ? `A copy of the cookie still opened the page after ${span} without use: no limit of the server’s was seen.`
      : `The browser lets go of the cookie after ${duration(lifetime.cookie)}, and a copy of it still opened the page after ${span}.`;
  return { verdict: 'yours', said: [said], by: tried };
}

function judgeAbsolute(seen: Seen): Judgement | undefined {
  const lifetime = lifetimeOf(seen);
  const tried = triedFlow(seen, USED);
  const missing = notSeen(seen, USED);
  const uses = tried?.steps.filter(({ title }) => title === ONCE_MORE) ?? [];
  if (missing || !lifetime || uses.length === 0) return missing;
  const { every } = usesOf(lifetime);
  const after = (times: number) => duration(times * every * 1_000);
  const [first] = uses;
  if (first && showsPage(first) && isSignedInAnew(first))
    return { verdict: 'not-seen', said: [RENEWED] };
  const end = uses.findIndex((use) => !showsPage(use));
  if (end < 0) {
    const said = `A session that was used every ${after(1)} still opened the page ${after(uses.length)} after the sign-in: no limit of the server’s was seen.`;
    return { verdict: 'yours', said: [said], by: tried };
  }
  const said =
    end === 0
      ? `A session was refused ${after(1)} after the sign-in, though it was made to live longer: whether use keeps it alive was not seen.`
      : `A session that was used every ${after(1)} ended between ${after(end)} and ${after(end + 1)} after the sign-in.`;
  return { verdict: isOurs(seen.site) ? 'held' : 'yours', said: [said], by: tried };
}

const RENEWED =
  'Each use gives the session a new id, so that a copy of the cookie counts once: how long a session lives that is used was not seen.';

/** Whether another cookie, such as "remember me", has signed the visitor in again, with a new session. */
function isSignedInAnew({ cookies, request }: StepEvent): boolean {
  const sent = new Set(request.cookies.map(({ session }) => session));
  return cookies.some(({ session }) => session !== undefined && !sent.has(session));
}

/** The trials of rules about the lifetime of sessions. */
export const LIFETIME_TRIALS: readonly Trial[] = [
  {
    rule: 'idle-limit',
    tried:
      'Somebody signs in, the app’s clock is moved past the end of the session, and a copy of the cookie opens the protected page.',
    unseen: 'Stores that keep time themselves, as Redis does, and limits that timers keep.',
    held: 'The server refused a session that nobody had used for so long.',
    attempts: [patiently(LOGIN_NEXT)],
    next(seen) {
      const lifetime = lifetimeOf(seen);
      return lifetime ? [unused(lifetime, seen)] : [];
    },
    excuses: isSignedInAnew,
    judge: judgeIdle,
  },
  {
    rule: 'absolute-limit',
    tried:
      'A copy of the cookie is used again and again while the app’s clock moves, until it is refused, or for 30 days.',
    unseen: 'Limits that a store or a timer keeps, and those that need more uses.',
    held: 'The server refused a session that was too old, though it was used.',
    attempts: [patiently(LOGIN_NEXT)],
    next(seen) {
      const lifetime = lifetimeOf(seen);
      return lifetime ? [used(lifetime, seen)] : [];
    },
    judge: judgeAbsolute,
  },
];
