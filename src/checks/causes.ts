import { isDeepStrictEqual } from 'node:util';
import { liveSession, type Observed } from './observed.ts';

/** The likeliest cause of a failed check, and its fix. */
interface Cause {
  cause: string;
  fix: string;
}

interface CauseRule extends Cause {
  /** Which checks it can explain; any, if absent. */
  of?: RegExp;
  when(seen: Observed): boolean;
}

/** From the most specific to the most general: the first one that fits is told. */
const RULES: readonly CauseRule[] = [
  {
    when: ({ response }) => response === undefined,
    cause: 'the app ended the connection, or took too long',
    fix: 'look at what the app printed; --timeout gives it more time',
  },
  {
    when: ({ response }) => response?.status === 429,
    cause: 'the site limits failed sign-ins, and this visitor has used them up',
    fix: 'wait until the window is over, or run the site with a higher limit',
  },
  {
    when: ({ response }) => response?.status === 503,
    cause: 'the session store failed',
    fix: 'look at the site’s log, and at whether its store can be reached',
  },
  {
    when: ({ store }) => store?.operations?.some(({ error }) => error !== undefined) === true,
    cause: 'the session store answered with an error',
    fix: 'look at the site’s log, and at whether its store can be reached',
  },
  {
    when: ({ response }) => (response?.status ?? 0) >= 500,
    cause: 'the app failed in this request',
    fix: 'look at what the app printed',
  },
  {
    when: ({ response }) => response?.status === 404,
    cause: 'the app has no such page',
    fix: 'describe the app’s own pages in a flow file, and give it with --flow',
  },
  {
    when: ({ site, request, response }) =>
      request.signsIn && site.kind === 'generated' && response?.status === 422,
    cause: 'the name and the password do not match an account of the site',
    fix: 'give an account with --user and --password-stdin',
  },
  {
    when: ({ cookies }) => cookies.some(({ action }) => action === 'refused'),
    cause: 'the browser refused the session’s cookie',
    fix: 'correct the cookie’s attributes: the step says what is wrong with them',
  },
  {
    when: ({ request }) => request.cookies.some(({ sent }) => !sent),
    cause: 'the browser withheld the session’s cookie',
    fix: 'correct the cookie’s attributes: the step says why it was withheld',
  },
  {
    when: ({ store, session }) =>
      store?.changes.some(
        (change) => change.action === 'created' && change.session !== session.after,
      ) === true,
    cause:
      'a session was stored and no cookie came: express-session withholds a Secure cookie on plain HTTP',
    fix: 'set cookie.secure by the environment, or to "auto", and "trust proxy" behind a proxy',
  },
  {
    of: /id$/,
    when: ({ session: { before, after } }) => before !== undefined && before === after,
    cause: 'the id stays the same at sign-in, so one that was planted before is signed in as well',
    fix: 'call req.session.regenerate() first, and set the user in its callback',
  },
  {
    of: /id$/,
    when: ({ session: { before }, store }) => liveSession(store?.sessions, before) !== undefined,
    cause: 'the session from before the sign-in still counts',
    fix: 'call req.session.regenerate(), which destroys the old session',
  },
  {
    of: /^the session$|^the old session$|^who is let in$/,
    when: ({ session: { before }, store, request }) =>
      liveSession(store?.sessions, before) !== undefined &&
      (request.path.includes('out') || request.cookies.length > 0),
    cause: 'log-out drops the cookie and leaves the session, so whoever has a copy stays signed in',
    fix: 'call req.session.destroy() at log-out, and answer in its callback',
  },
  {
    when: ({ follow, request, before, session, store }) =>
      follow === 'eager' &&
      request.method === 'GET' &&
      liveSession(store?.sessions, session.before) !== undefined &&
      !isDeepStrictEqual(
        liveSession(before, session.before)?.data,
        liveSession(store?.sessions, session.before)?.data,
      ),
    cause: 'the answer to the sign-in came before the session was stored',
    fix: 'call req.session.save() and redirect in its callback',
  },
  {
    of: /^the status|^the session/,
    when: ({ site, session, before }) =>
      site.store === 'memory' &&
      session.before !== undefined &&
      !liveSession(before, session.before),
    cause: 'the memory store forgets when the process ends, and is not shared by processes',
    fix: 'use a store outside the process',
  },
  {
    of: /^the status|^the session/,
    when: ({ session, store }) =>
      session.before !== undefined &&
      store !== null &&
      !liveSession(store.sessions, session.before),
    cause: 'the store does not hold the session that the cookie stands for',
    fix: 'look at what removed it: a log-out, its expiry, a restart, or another store',
  },
  {
    when: ({ request, session }) => request.signsIn && session.after === undefined,
    cause: 'no cookie came: the session was not changed, or not saved',
    fix: 'set the user in req.session before the answer, and check name and password',
  },
];

/** The likeliest cause of a failed check, by what was observed. */
export function causeOf(what: string, seen: Observed): Cause | undefined {
  const rule = RULES.find(({ of, when }) => (!of || of.test(what)) && when(seen));
  return rule && { cause: rule.cause, fix: rule.fix };
}
