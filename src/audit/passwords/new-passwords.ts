import { visitsIn } from '../../flows/flow.ts';
import { capitalized } from '../../sentence.ts';
import { isOurs } from '../../site/site.ts';
import { type Judgement, patiently, type Seen, type Trial, type Tried } from '../trial.ts';
import { hasPassed, isLimited, notSeen, stepsTitled, triedFlow } from '../tried.ts';
import { shortly, speaksOfLimit } from './answers.ts';
import { ANY_NAME, isAnswer, takesAnyPassword, wasLetIn } from './guessed.ts';
import {
  CHANGED,
  CHANGED_BY_A,
  choosing,
  PAGE,
  STRONG,
  WEAK,
  type Weak,
} from './new-password-flows.ts';

const UNKNOWN =
  'Where this app changes a password is not known: name it with --new-password. The audit changes the password there, and changes it back.';
const NO_FORM =
  'The page of --new-password has no form for a new password that could be filled in: see that whoever is signed in gets one there.';

/** Whether a new password ends the sessions of the user's other browsers. */
export const CHANGE_TRIAL: Trial = {
  rule: 'password-ends-others',
  tried:
    'One of two browsers changes the password, and the other one opens the protected page. Then the password is changed back. On other apps than ours, only with --new-password.',
  unseen: 'Passwords that are changed in other ways, such as by a link in a mail.',
  held: 'The new password ended the session in the other browser.',
  attempts: [patiently(CHANGED)],
  excuses: (_, by, seen) =>
    takesAnyPassword(seen) || !(wasLetIn(by, 'C') && keepsPassword(by)) || mayOffer(by),
  judge: judgeChange,
};

/** Whether passwords are accepted that should not be. */
export const WEAK_PASSWORD_TRIALS: readonly Trial[] = WEAK.map((weak) => ({
  rule: weak.rule,
  tried: `The password is changed to ${weak.what}; if that is accepted, it is changed back. On other apps than ours, only with --new-password.`,
  unseen: 'The sign-up, and passwords that are changed in other ways.',
  held: weak.held,
  attempts: [patiently(choosing(weak)), patiently(CHANGED)],
  excuses: (_, by, seen) => takesAnyPassword(seen) || !keepsPassword(by),
  judge: (seen) => judgeWeak(seen, weak),
}));

/** Not judged if the change was not accepted, or is still in place. */
function judgeChange(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, CHANGED.name);
  const obstacle = obstacleOf(seen, by);
  if (obstacle !== undefined) return notSeen(obstacle);
  if (!by || by.why !== undefined || hasPassed(by, CHANGE_TRIAL.rule)) return undefined;
  return {
    verdict: 'yours',
    said: [
      'The session in the other browser went on after the new password. Only you can say whether your app offers to end it.',
    ],
    by,
  };
}

/** What a page says that offers to end other sessions: that is enough (ASVS 7.4.3). */
const OFFER =
  /(other|all|every)\W[^<>]{0,20}(session|device|browser|computer)|(sign|log)[- ]?(out|off)\W[^<>]{0,20}(everywhere|all|other)\b/i;

/** Whether the app may offer to end other sessions. Of a request, it is not known what its page shows. */
function mayOffer({ steps }: Tried): boolean {
  const own = steps.filter(({ visitor }) => visitor === 'A');
  const hasPage = own.some(({ title }) => title === PAGE);
  return !hasPage || own.some(({ response }) => OFFER.test(response?.body ?? ''));
}

/** A weak password may be refused for other reasons: it only counts if a strong one is accepted. */
function judgeWeak(seen: Seen, { flow, what, password, held }: Weak): Judgement | undefined {
  const obstacle = obstacleOf(seen, triedFlow(seen, CHANGED.name));
  if (obstacle !== undefined) return notSeen(obstacle);
  const by = triedFlow(seen, flow);
  if (!by) return undefined;
  if (!keepsPassword(by)) {
    const why = wasLetIn(by, 'C') ? `${capitalized(what)} was accepted as a password.` : by.why;
    return notSeen(leftWith(by, password), ...(why === undefined ? [] : [why]));
  }
  if (by.why !== undefined) return undefined;
  const [page] = stepsTitled(by, PAGE);
  const [changed] = stepsTitled(by, CHANGED_BY_A);
  if (!changed) return notSeen(NO_FORM);
  const meetsLimit =
    speaksOfLimit({ all: [changed] }) && !speaksOfLimit({ all: page ? [page] : [] });
  if (meetsLimit || !isAnswer(changed)) {
    return notSeen(
      `${capitalized(what)} was not accepted as a password, but perhaps for another reason (${shortly({ all: [changed] })}).`,
    );
  }
  return { verdict: 'held', said: [held], by };
}

/** Why nothing is known of new passwords; undefined if a strong one was accepted, and changed back. */
function obstacleOf(seen: Seen, strong: Tried | undefined): string | undefined {
  const { site } = seen;
  if (!isOurs(site) && site.way?.newPassword === undefined) return UNKNOWN;
  if (!strong) return undefined;
  if (!keepsPassword(strong)) {
    return [leftWith(strong, STRONG), strong.why].filter((one) => one !== undefined).join(' ');
  }
  if (strong.why !== undefined) return strong.why;
  if (takesAnyPassword(seen)) return ANY_NAME;
  const [changed] = stepsTitled(strong, CHANGED_BY_A);
  if (!changed) return NO_FORM;
  return wasLetIn(strong, 'C')
    ? undefined
    : `A strong new password was not accepted (${shortly({ all: [changed] })}), so nothing is known of others.`;
}

/** Whether an attempt with another password makes sense after this one. */
export function mayGoOn(tried: Tried): boolean {
  return keepsPassword(tried) && (tried.flow.name !== CHANGED.name || wasLetIn(tried, 'C'));
}

/** Whether the account has its own password after an attempt, as far as that could change it. */
export function keepsPassword(tried: Tried): boolean {
  return stepsTitled(tried, CHANGED_BY_A).length === 0 || showsOwnPassword(tried);
}

/** Whether one who used the account's own password last was let in. */
export function showsOwnPassword(tried: Tried): boolean {
  return ['B', 'D', 'E'].some((visitor) => wasLetIn(tried, visitor));
}

function leftWith(tried: Tried, password: string): string {
  return wasLetIn(tried, 'C') && !tried.steps.some(isLimited)
    ? `The audit could not change the password back: it is now ${password}, so set it anew.`
    : `The audit could not see which password counts now: ${either(password)}`;
}

/** What is to be said of the account if an attempt stops somewhere. */
export function ifStopped({ flow }: Pick<Tried, 'flow'>): string {
  const [chosen = ''] = visitsIn(flow.steps).flatMap(({ do: action }) =>
    'newPassword' in action ? action.newPassword.new : [],
  );
  return `The audit was about to change the password: ${either(chosen)}`;
}

function either(password: string): string {
  return `if it is not the old one, it is ${password}, so set it anew.`;
}
