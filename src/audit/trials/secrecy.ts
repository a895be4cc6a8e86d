import { isForOneHost } from '../../checks/exposure.ts';
import type { CookieChange } from '../../events/run.ts';
import { type Judgement, patiently, type Seen, type Trial } from '../trial.ts';
import { hasPassed, notSeen, OTHER_COOKIE, triedFlow } from '../tried.ts';
import { CROSS_SITE } from './cross-site-flow.ts';

const attempts = [patiently(CROSS_SITE)];

/** The trials of rules about where the session's id is. */
export const SECRECY_TRIALS: readonly Trial[] = [
  {
    rule: 'cookie-host-prefix',
    tried:
      'The name and the attributes of the session’s cookie are read, over HTTPS or behind a proxy.',
    unseen: 'On plain HTTP, no cookie can have the prefix.',
    held: 'The session’s cookie has a name that begins with __Host-.',
    attempts,
    judge: judgePrefix,
  },
  {
    rule: 'token-only-in-cookie',
    tried:
      'The session’s id, and the whole of its cookie, are looked for in addresses, headers and answers, from the sign-in to the pages behind it.',
    unseen: 'Other pages, and a part of the id, or what is made of it.',
    held: 'The session’s id stood in its cookie and nowhere else.',
    attempts,
    judge: judgeToken,
  },
];

function judgePrefix(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, CROSS_SITE.name);
  if (!by || by.why !== undefined) return undefined;
  if (hasPassed(by, 'cookie-host-prefix')) {
    return {
      verdict: 'held',
      said: ['The session’s cookie has a name that begins with __Host-.'],
      by,
    };
  }
  const { sessionsBy } = seen.site;
  if (sessionsBy !== undefined) return notSeen(keepsThemBy(sessionsBy));
  const given = by.steps.flatMap(({ cookies }) => cookies.filter(isSessions));
  const wide = given.find(({ attributes }) => !isForOneHost(attributes));
  if (wide) {
    return {
      verdict: 'yours',
      said: [
        `The cookie ${wide.name} says ${wide.attributes.join('; ')}: only you can tell whether it is meant for other hosts, or for a part of this one. If not, __Host- is for it.`,
      ],
      by,
    };
  }
  if (given.length === 0) return undefined;
  return notSeen(
    'The app was asked over plain HTTP, where no cookie can have the prefix. Audit it as it is deployed: with NODE_ENV=production, with --url and its https address, or with "trust proxy" and cookie.secure, and it is asked as by a proxy.',
  );
}

function judgeToken(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, CROSS_SITE.name);
  if (!by || by.why !== undefined) return undefined;
  if (hasPassed(by, 'token-only-in-cookie')) {
    // A stranger's session shows nothing of those that count.
    if (!by.steps.some(({ signIn }) => signIn === 'worked')) return undefined;
    return {
      verdict: 'held',
      said: ['The session’s id stood in its cookie and nowhere else.'],
      by,
    };
  }
  const { sessionsBy, entry } = seen.site;
  if (sessionsBy !== undefined) return notSeen(keepsThemBy(sessionsBy));
  return notSeen(
    'url' in entry
      ? 'Nobody can see the store of the app, and so which cookies are sessions’: name the app’s folder in place of --url, or where its sessions are.'
      : `${OTHER_COOKIE}: look for their values in its pages.`,
  );
}

function keepsThemBy(name: string): string {
  return `The app keeps its sessions by ${name}: which of its cookies are sessions’ is known of express-session alone.`;
}

function isSessions({ session, action }: CookieChange): boolean {
  return session !== undefined && action !== 'cleared' && action !== 'refused';
}
