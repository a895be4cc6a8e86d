import type { CookieChange, SentCookie } from '../../events/run.ts';
import type { Secrets } from '../../masking/secrets.ts';
import type { Exchange } from '../exchange.ts';
import { attributeText } from './set-cookie.ts';

/**
 * The cookies that a visitor had, as reports show them.
 *
 * @param isSession whether an id in a signed cookie is one of a session
 */
export function sentCookies(
  { sent }: Pick<Exchange, 'sent'>,
  secrets: Secrets,
  isSession: (id: string) => boolean,
): SentCookie[] {
  return sent.map(({ cookie: { name, value }, why }) => ({
    name: secrets.hide(name),
    ...secrets.cookie(value, isSession),
    sent: why === undefined,
    why: why && secrets.text(why),
  }));
}

/**
 * What happened to the cookies of a response, as reports show it.
 *
 * @param isSession whether an id in a signed cookie is one of a session
 */
export function cookieChanges(
  { kept }: Pick<Exchange, 'kept'>,
  secrets: Secrets,
  isSession: (id: string) => boolean,
): CookieChange[] {
  // All must be known before the first is shown.
  const shown = kept.map(({ cookie }) => secrets.cookie(cookie.value, isSession));
  return kept.map(({ cookie, action, why, forgotten }, index) => ({
    name: secrets.hide(cookie.name),
    action,
    ...(action === 'cleared' ? { value: '' } : (shown[index] ?? { value: '' })),
    attributes: cookie.attributes.map((attribute) => attributeText(attribute, secrets)),
    why: why && secrets.text(why),
    forgotten: forgotten && secrets.hide(forgotten.name),
  }));
}
