import type { Exchange } from './exchange.ts';
import { signOutOf } from './forms/sign-in-form.ts';

/** Whether a log-out was refused, failed, or was answered with a page that asks for confirmation. */
export function logsNobodyOut(exchange: Exchange): boolean {
  const { response } = exchange;
  return !response || response.status >= 400 || isQuestion(exchange);
}

/** Whether the response to a log-out asks for confirmation: then the visitor sends the form that is shown. */
export function asksOnceMore(exchange: Exchange): boolean {
  const { do: action, trickedBy, cookiesAfter } = exchange.visit;
  const isOwn = trickedBy === undefined && cookiesAfter === undefined;
  return 'signOut' in action && isOwn && isQuestion(exchange);
}

function isQuestion({ request, response, kept, page }: Exchange): boolean {
  if (!page || !response || response.status >= 300 || kept.length > 0) return false;
  return request.method === 'GET' && signOutOf(page)?.method === 'POST';
}
