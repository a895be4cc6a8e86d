import type { StepEvent } from '../../events/run.ts';
import { LOG_OUT } from '../../flows/built-in/login-next.ts';
import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Expectation, Flow } from '../../flows/flow.ts';
import { duration } from '../../quantities.ts';
import { obstacleIn } from '../judge.ts';
import { showsPage, showsSame } from '../shown.ts';
import { type Judgement, patiently, type Seen, type Trial, type Tried } from '../trial.ts';
import { keepsNone, notSeen, OTHER_COOKIE, triedFlow } from '../tried.ts';
import { REFUSED, REFUSED_TITLE, SIGNED_IN_FLOW } from './signed-in.ts';

const NO_TRACE: Expectation = { rule: 'no-stack-trace', noStackTrace: true };
const CLOSED: Expectation = { rule: 'store-failure-closed', staysClosed: true };
/** Long enough to see whether an app answers without the store. */
const HANGS_S = 0.5;

/** A shorter time is no sign of waiting. */
const SHORTEST_WAIT_MS = 300;
/** How much two clocks of one machine may differ. */
const CLOCK_MS = 20;

const VALID = 'the page, while the store fails';
const BACK = 'the page, with the store back';
const NOWHERE = 'a page that there is not, while the store fails';
const FAILING = 'the cookie from before the log-out, while the store fails';
const HANGING = 'the cookie from before the log-out, while the store hangs';

const OUTAGE: Flow = {
  name: 'store-outage',
  about: 'the session store fails, comes back, fails again and hangs: the page stays closed',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected'),
    { store: 'fails' },
    read(VALID, '$protected', [NO_TRACE]),
    { store: 'works' },
    read(BACK, '$protected', []),
    { title: LOG_OUT, do: { signOut: true } },
    { store: 'fails' },
    read(NOWHERE, '/there-is-no-page-of-this-name', [], { cookiesAfter: 'the sign-in' }),
    read(FAILING, '$protected', [CLOSED], { cookiesAfter: 'the sign-in' }),
    read('a stranger, while the store fails', '$protected', [CLOSED], { visitor: 'B' }),
    { store: 'hangs', seconds: HANGS_S },
    read(HANGING, '$protected', [CLOSED], { cookiesAfter: 'the sign-in' }),
    { store: 'works' },
    read('the home page at the end', '/', [], { visitor: 'B' }),
  ],
};

const ERRORS: Flow = {
  name: 'errors',
  about: 'what an app cannot do anything with: its answers tell nothing of its code',
  steps: [
    read('a page that there is not', '/there-is-no-page-of-this-name', [NO_TRACE]),
    read('an address that is no text', '/%E0%A4%A', [NO_TRACE]),
    {
      title: 'JSON that cannot be read',
      do: { post: '/', form: { '{"': '' }, headers: { 'Content-Type': 'application/json' } },
      expect: [NO_TRACE],
    },
    {
      title: 'a sign-in in JSON that cannot be read',
      do: { post: '$login', form: { '{"': '' }, headers: { 'Content-Type': 'application/json' } },
      expect: [NO_TRACE],
    },
  ],
};

/** Whether a response shows the protected page: an app may report its failure on a page with status 200. */
function opens(step: StepEvent, { steps }: Tried): boolean {
  const before = steps.findIndex(({ title }) => title === VALID);
  const page = steps[before - 1];
  // Words that are on other pages too do not belong to the protected page.
  const others = steps.filter(({ title }) => title === NOWHERE || /\bform\b/.test(title));
  return page !== undefined && showsSame(step, page, others);
}

/** The page that opens may be another one, or the visitor may not be logged out at all. */
function isNoWayIn(step: StepEvent, by: Tried): boolean {
  const at = (title: string) => by.steps.filter((one) => one.title === title);
  const isLoggedOut = at(LOG_OUT).some(({ response }) => (response?.status ?? 500) < 400);
  return !isLoggedOut || !at(BACK).some(showsPage) || !opens(step, by);
}

function judgeOutage(seen: Seen): Judgement | undefined {
  if (keepsNone(seen) && seen.site.sessionsBy === undefined) {
    return notSeen(
      'The app has no session store of express-session’s that could be made to fail: end what holds its sessions, and open the protected page with a cookie from before a log-out.',
    );
  }
  const tried = triedFlow(seen, OUTAGE.name);
  if (tried?.hasEnded) {
    const during = tried.steps.some(({ meanwhile = '' }) => meanwhile.includes('store'));
    return during
      ? {
          verdict: 'broken',
          said: ['The store failed, and the process of the app ended.'],
          by: tried,
          steps: tried.steps,
        }
      : undefined;
  }
  if (!tried || obstacleIn(tried) !== undefined) return undefined;
  const hanging = tried.steps.find(({ title }) => title === HANGING);
  const open = tried.steps.find(({ title }) => title === VALID);
  if (open && opens(open, tried)) {
    return {
      verdict: 'yours',
      said: [
        'With a cookie that counts, the page opened though the store failed: the app knows who that is by other means.',
      ],
      by: tried,
    };
  }
  const hung = hanging ? waitedFor(hanging) : undefined;
  if (hung === undefined) return undefined;
  const said = `The page stayed closed while the store failed. While it hung, for ${duration(hung)}, the app did not answer: requests wait as long as the store does.`;
  return { verdict: 'yours', said: [said], by: tried };
}

/** How long a request waited for the store, in milliseconds; undefined if it was answered before. */
function waitedFor({ took, store }: StepEvent): number | undefined {
  const reads = store?.operations?.filter(({ name }) => name === 'get') ?? [];
  const longest = Math.max(0, ...reads.map((one) => one.took));
  return longest >= SHORTEST_WAIT_MS && took >= longest - CLOCK_MS ? longest : undefined;
}

function isNotInProduction(_step: StepEvent, _by: Tried, { app }: Seen): boolean {
  return app?.facts.isProduction !== true;
}

/** Outside of production, Express shows stack traces on purpose. */
function judgeTraces(seen: Seen): Judgement | undefined {
  if (seen.app?.facts.isProduction) return undefined;
  const by = seen.tried.find(({ steps }) =>
    steps.some(({ checks }) =>
      checks.some(({ passed, rule }) => !passed && rule === 'no-stack-trace'),
    ),
  );
  if (!by) return undefined;
  const said =
    'An error shows where in the code it came from. The app did not say that it runs in production, and Express does so outside of it: audit it with NODE_ENV=production.';
  return { verdict: 'yours', said: [said], by };
}

/** Without an id that is known, only passwords were looked for. */
function judgePrinted(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, SIGNED_IN_FLOW.name);
  const knows = by?.steps.some(({ cookies }) => cookies.some(({ session }) => session));
  if (!by?.printedAt || knows) return undefined;
  const why = keepsNone(seen)
    ? `${OTHER_COOKIE}: look for their values in what it prints.`
    : 'Nobody was seen to sign in with a session, and so no id was looked for.';
  return notSeen('What the app printed held no password that was typed.', why);
}

function judgeLogged(seen: Seen): Judgement | undefined {
  const [accepted, refused] = [triedFlow(seen, SIGNED_IN_FLOW.name), triedFlow(seen, REFUSED.name)];
  if (!accepted || obstacleIn(accepted) !== undefined) return undefined;
  if (!accepted.printedAt) {
    return {
      verdict: 'not-seen',
      said: ['What an app prints can be read only where session-app starts it.'],
    };
  }
  const missing = [
    ...(accepted.printedAt('the sign-in') > 0 ? [] : ['a sign-in']),
    ...(!refused ||
    obstacleIn(refused) !== undefined ||
    (refused.printedAt?.(REFUSED_TITLE) ?? 0) > 0
      ? []
      : ['a sign-in that was refused']),
  ];
  if (missing.length === 0) return undefined;
  const said = `The app printed nothing at ${missing.join(', and nothing at ')}. It may write that down elsewhere.`;
  return { verdict: 'yours', said: [said], by: accepted };
}

const ERRORS_TRIED =
  'Four answers are read: to an address without a page, to an invalid address, to invalid JSON, and to the page while the store fails.';

/** The trials of rules about failures, and about what an app prints. */
export const FAULT_TRIALS: readonly Trial[] = [
  {
    rule: 'store-failure-closed',
    tried:
      'The session store is made to fail and to hang, and a cookie from before a log-out opens the protected page meanwhile.',
    unseen: 'How the client of a real store fails: it may give up sooner, or crash the process.',
    held: 'The page stayed closed while the store failed and hung, and the app lived on.',
    attempts: [patiently(OUTAGE)],
    excuses: isNoWayIn,
    judge: judgeOutage,
  },
  {
    rule: 'no-stack-trace',
    tried: ERRORS_TRIED,
    unseen: 'Errors of other pages, and what an app outside of production would do in it.',
    held: 'No answer told where in the code something failed.',
    attempts: [patiently(ERRORS), patiently(OUTAGE)],
    excuses: isNotInProduction,
    judge: judgeTraces,
  },
  {
    rule: 'no-ids-in-log',
    tried: 'What the app prints during sign-ins is searched for whole ids and for what was typed.',
    unseen: 'Logs that the app writes elsewhere, and secrets that it encodes.',
    held: 'What the app printed held no id of a session that counted, and no password.',
    attempts: [patiently(SIGNED_IN_FLOW), patiently(REFUSED)],
    judge: judgePrinted,
  },
  {
    rule: 'sign-in-logged',
    tried: 'It is seen whether the app prints anything at a sign-in, and at one that is refused.',
    unseen: 'Logs that the app writes elsewhere, and whether what is printed says enough.',
    held: 'The app printed something at a sign-in, and at one that was refused.',
    attempts: [patiently(SIGNED_IN_FLOW)],
    judge: judgeLogged,
  },
];
