import type { StepEvent } from '../../events/run.ts';
import { headerValues } from '../../visitor/http/http.ts';
import type { Tried } from '../trial.ts';
import { isGuess } from './guesses.ts';

/** The response to a wrong password, and the following ones until the next guess. */
export interface GuessAnswer {
  step: StepEvent;
  all: readonly StepEvent[];
}

/** The responses to a visitor's guesses, in order. */
export function answersTo({ steps }: Tried, visitor: string): GuessAnswer[] {
  const own = steps.filter((step) => step.visitor === visitor);
  return own.flatMap((step, index) => {
    if (!isGuess(step)) return [];
    const rest = own.slice(index + 1);
    const next = rest.findIndex(({ title }) => title !== FORM_AGAIN);
    return { step, all: [step, ...rest.slice(0, next === -1 ? rest.length : next)] };
  });
}

const FORM_AGAIN = 'the sign-in form again';

/** The words of a limit's message. */
const LIMIT_WORDS =
  /too many|rate.?limit|try again (later|in)|temporarily|locked|blocked|captcha|recaptcha|turnstile|slow down|wait (a|for|\d)|zu viele|gesperrt|demasiados|trop de/i;
const STATUSES = new Set([423, 429]);

/** Whether a response says that the password was not checked because of a limit. */
export function speaksOfLimit({ all }: Pick<GuessAnswer, 'all'>): boolean {
  return all.some(
    ({ response }) =>
      response !== null &&
      (STATUSES.has(response.status) ||
        headerValues(response.headers, 'retry-after').length > 0 ||
        LIMIT_WORDS.test(textOf(response.body))),
  );
}

/**
 * A response without what differs in each request: names, numbers, tokens. If two are the same then, an attacker learns
 * nothing from them.
 *
 * @param name the user name that was typed
 */
export function gistOf({ all }: Pick<GuessAnswer, 'all'>, name: string): string {
  const parts = all.map(({ response }) => {
    if (!response) return 'none';
    const { status, location, body } = response;
    return [status, location ? plain(location.to, name) : '', plain(textOf(body), name)].join(' ');
  });
  return parts.join('\n');
}

function plain(text: string, name: string): string {
  return withoutName(text, name)
    .replace(/[\w+/=.%-]{16,}/g, '…')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
}

function withoutName(text: string, name: string): string {
  if (name === '') return text;
  const forms = [name, encodeURIComponent(name)].map((form) => form.replace(/[^\w]/g, '\\$&'));
  return text.replace(new RegExp(`(?<!\\w)(?:${forms.join('|')})(?!\\w)`, 'gi'), 'NAME');
}

/** The text of a page, and the values of its forms. */
function textOf(body: string): string {
  return body.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ');
}

/** A response in words: its status, and the beginning of its text. */
export function shortly({ all }: Pick<GuessAnswer, 'all'>): string {
  const last = all.at(-1)?.response;
  const first = all[0]?.response;
  if (!first) return 'no answer';
  const words = textOf(last?.body ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const shown = words.length > 60 ? `${words.slice(0, 60)}…` : words;
  const to = first.location ? ` to ${first.location.to}` : '';
  return `${first.status}${to}${shown === '' ? '' : ` "${shown}"`}`;
}

/** The median; of two, the larger one. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
