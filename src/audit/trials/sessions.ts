import type { StepEvent } from '../../events/run.ts';
import { LOGIN_NEXT } from '../../flows/built-in/login-next.ts';
import { CONNECTIONS, FIXATION, PROCESSES, WANDER } from '../../flows/built-in/rule-flows.ts';
import { MADE_TO_FAIL } from '../../probe/messages.ts';
import { judgeServerMade } from '../sign-in-evidence.ts';
import { type Judgement, patiently, quickly, type Seen, type Trial, type Tried } from '../trial.ts';
import { keepsNone, notSeen, triedFlow } from '../tried.ts';
import { judgeIds } from './ids.ts';
import { TWO_BROWSERS } from './two-browsers.ts';

const patient = patiently(LOGIN_NEXT);
const quick = quickly(LOGIN_NEXT);
const unseenPages = 'Pages that the flow does not open.';

const BESIDE = 'the page from another process';

/** The audit itself starts that process, of an app that may run alone; with MemoryStore it does so only if told to. */
function isOnlyOurs({ title }: StepEvent, _by: Tried, { app }: Seen): boolean {
  return title === BESIDE && app?.facts.memories === 0;
}

function judgeShared(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, PROCESSES.name);
  const step = by?.steps.find(({ title }) => title === BESIDE);
  const reads = step?.store?.operations?.filter(({ name }) => name === 'get') ?? [];
  const isUnknown = reads.length > 0 && reads.every(({ found }) => found === false);
  if (!by || !isUnknown || seen.app?.facts.memories !== 0) return undefined;
  const said =
    'A second process of the app, which the audit started, did not know the session. Only you can say whether the app has more than one where it is deployed.';
  return { verdict: 'yours', said: [said], by };
}

/** If the store fails by itself and the response says so, nobody gets further, but the rule held. */
function judgeTold({ tried }: Seen): Judgement | undefined {
  for (const by of tried) {
    for (const [at, { response, store }] of by.steps.entries()) {
      const failed = store?.operations?.find(
        ({ error }) => error !== undefined && error !== MADE_TO_FAIL,
      );
      if (!failed || !response || response.status < 500) continue;
      const said = `The store failed at ${failed.name}, and the answer said so: ${response.status}.`;
      return { verdict: 'held', said: [said], by, steps: by.steps.slice(0, at + 1) };
    }
  }
  return undefined;
}

function judgeOne(seen: Seen): Judgement | undefined {
  return keepsNone(seen)
    ? notSeen('No session middleware of express-session’s is in the app: others are not counted.')
    : undefined;
}

/** The trials of rules about sessions, their cookie and their store. */
export const SESSION_TRIALS: readonly Trial[] = [
  {
    rule: 'session-present',
    tried: 'Somebody signs in, and goes on to the protected page.',
    unseen: unseenPages,
    needs: 'cookie',
    held: 'The sign-in began a session.',
    attempts: [patient],
  },
  {
    rule: 'one-session-middleware',
    tried: 'Somebody signs in, and it is counted which session middlewares handle the requests.',
    unseen: unseenPages,
    needs: 'app',
    held: 'One session middleware handled the requests.',
    attempts: [patient],
    judge: judgeOne,
  },
  {
    rule: 'session-saved',
    tried: 'After the sign-in, the protected page is opened with the new cookie.',
    unseen: unseenPages,
    needs: 'page',
    held: 'The session was stored, and known at the next request.',
    attempts: [patient],
  },
  {
    rule: 'saved-before-answer',
    tried: 'The visitor goes on as soon as the headers of the sign-in’s answer are there.',
    unseen: 'A store that is fast here and slow elsewhere.',
    needs: 'page',
    held: 'The session was stored by the time the browser went on.',
    attempts: [quick],
  },
  {
    rule: 'store-failure-told',
    tried: 'Each failure of the store during the flows is compared with the answer.',
    unseen: 'Failures that did not happen.',
    needs: 'operations',
    held: 'No failure of the store was kept quiet.',
    attempts: [patient],
    judge: judgeTold,
  },
  {
    rule: 'parallel-writes-kept',
    tried: 'One person signs in from two browsers at the same time.',
    unseen: 'Changes of one and the same session at the same time.',
    held: 'Both sessions were kept.',
    attempts: [patiently(TWO_BROWSERS)],
  },
  {
    rule: 'memory-not-shared',
    tried: 'The page is opened on eight connections at once, and from another process.',
    unseen: 'How many processes the app has where it is deployed.',
    held: 'Each process knew the session, or there is one alone.',
    attempts: [patiently(CONNECTIONS), patiently(PROCESSES)],
    excuses: isOnlyOurs,
    judge: judgeShared,
  },
  {
    rule: 'expiry-moved',
    tried: 'A page is opened a while later, and the expiry of the session read.',
    unseen: 'Stores that nobody can look into.',
    needs: 'operations',
    held: 'The visit moved the expiry, or the session has none.',
    attempts: [patiently(WANDER)],
  },
  {
    rule: 'lifetime-fits',
    tried: 'The lifetime of the session’s cookie is read.',
    unseen: 'Lifetimes that only the server knows.',
    needs: 'cookie',
    held: 'The cookie lives for a minute at least.',
    attempts: [patient],
  },
  {
    rule: 'session-size',
    tried: 'What the session holds is measured.',
    unseen: 'What other pages put into it.',
    needs: 'store',
    held: 'The session stayed under 500 kB.',
    attempts: [patient],
  },
  {
    rule: 'id-random',
    tried:
      'The app’s own generator makes 1,000 unused ids, and it is measured how much they differ.',
    unseen:
      'Whether they are random: ids that are computed can look as if. Where the generator needs a real request, the few ids of the run are compared.',
    needs: 'ids',
    held: 'The ids are long, and no two of them are alike.',
    attempts: [patient],
    judge: judgeIds,
  },
  {
    rule: 'id-server-made',
    tried: 'A visitor signs in with a cookie that they made up.',
    unseen: 'Ids that are sent elsewhere than in the cookie.',
    held: 'The app took no id from the visitor.',
    attempts: [patiently(FIXATION)],
    judge: judgeServerMade,
  },
  {
    rule: 'secret-strong',
    tried: 'The cookie’s signature is tried with the secrets of tutorials.',
    unseen: 'Weak secrets that are in no tutorial.',
    needs: 'cookie',
    held: 'None of the secrets of tutorials signed it.',
    attempts: [patient],
  },
  {
    rule: 'secret-stable',
    tried: 'The cookie is sent to another process, and again after a restart.',
    unseen: 'Stores in memory, which forget the session anyway.',
    held: 'The signature counted everywhere.',
    attempts: [patiently(PROCESSES)],
  },
  ...(
    [
      ['cookie-http-only', 'The session’s cookie is HttpOnly.'],
      ['cookie-secure', 'The session’s cookie is Secure.', 'https'],
      ['cookie-same-site', 'Browsers accept the cookie’s SameSite.'],
      ['cookie-scope', 'The cookie went along with each page.'],
      ['cookie-size', 'The cookie is small enough for browsers.'],
      ['cookie-name-own', 'No other cookie took the place of the session’s.'],
      ['trust-proxy', 'The cookie came, as from behind a proxy.', 'proxy'],
    ] as const
  ).map(
    ([rule, held, needs]): Trial => ({
      rule,
      tried: 'The session’s cookie is read when it is set, and kept and sent as browsers do.',
      unseen: 'Cookies of pages that the flow does not open.',
      needs: needs ?? 'cookie',
      held,
      attempts: [patient],
    }),
  ),
];
