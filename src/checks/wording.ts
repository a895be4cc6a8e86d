import type { RunSession } from '../events/store.ts';
import { own, type Told, told } from '../masking/told.ts';
import type { Observed } from './observed.ts';

/** The status, and the redirect. */
export function answerOf({ response, error }: Observed): Told {
  if (!response) return error ?? own('no answer');
  const { status, location } = response;
  return location ? told`${status} to ${location.to}` : told`${status}`;
}

/** The redirect, or the status if there is none. */
export function destinationOf(seen: Observed): Told {
  const { location, leavesFor } = seen.response ?? {};
  const to = location?.to ?? leavesFor;
  return to === undefined ? answerOf(seen) : told`${to}`;
}

const MOST_WORDS = 120;

/** The status, and the beginning of the page's text. */
export function answerWithText(seen: Observed): Told {
  if (!seen.response) return answerOf(seen);
  const { text } = seen.response.page;
  return told`${seen.response.status} "${shortened(text, MOST_WORDS)}"`;
}

/** At most so many characters of a text. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** What a session holds. */
export function contentsTold(data: Readonly<Record<string, unknown>>): Told {
  return Object.keys(data).length > 0 ? told`${contentsText(data)}` : own('nothing');
}

/** `lang "en" · theme "dark"`, in the order of the keys' names. */
export function contentsText(data: RunSession['data'] | Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(data)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return parts.join(' · ') || 'nothing';
}
