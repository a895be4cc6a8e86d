import type { StepEvent } from '../events/run.ts';
import { headerValues } from '../visitor/http/http.ts';
import { asksForPassword, readPage } from '../visitor/page.ts';

/** Whether a step's response shows a page: it succeeds, and asks for no password. */
export function showsPage({ response }: StepEvent): boolean {
  if (!response) return false;
  const { status, body } = response;
  return status >= 200 && status < 300 && !asksForAnyPassword(body);
}

/** Also true for a password field that shows what is typed. */
function asksForAnyPassword(body: string): boolean {
  if (/type\s*=\s*["']?password\b/i.test(body)) return true;
  return /<form\b/i.test(body) && readPage(body).forms.some(asksForPassword);
}

/**
 * Whether a response shows the same as a second one and not the same as a third: it has the words that only the second
 * one has, or at least this share of them. An app may report its failure on a page of its own, with status 200.
 */
export function showsSame(
  answer: StepEvent,
  page: StepEvent,
  others: readonly StepEvent[],
  least = 0.5,
): boolean {
  if (!showsPage(answer)) return false;
  const known = new Set(others.flatMap(wordsOf));
  const own = [...new Set(wordsOf(page))].filter((word) => !known.has(word));
  const shown = new Set(wordsOf(answer));
  return own.length > 0 && own.filter((word) => shown.has(word)).length >= least * own.length;
}

function wordsOf({ response }: StepEvent): string[] {
  return response?.body.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [];
}

/** The lifetime of a cookie in a response, in milliseconds; undefined if it ends with the browser. */
export function cookieLife(
  { response, cookies, at, took }: StepEvent,
  began: number,
): number | undefined {
  const session = cookies.find((cookie) => cookie.session !== undefined)?.name;
  const lives = headerValues(response?.headers ?? [], 'set-cookie')
    .filter((line) => session === undefined || line.startsWith(`${session}=`))
    .flatMap((line) => lifeIn(line, began + at + took) ?? []);
  return lives.length > 0 ? Math.max(...lives) : undefined;
}

function lifeIn(line: string, now: number): number | undefined {
  const [, seconds] = /;\s*max-age=(\d+)/i.exec(line) ?? [];
  if (seconds !== undefined) return Number(seconds) * 1_000;
  const [, date = ''] = /;\s*expires=([^;]+)/i.exec(line) ?? [];
  const time = Date.parse(date);
  return Number.isNaN(time) || time <= now ? undefined : time - now;
}
