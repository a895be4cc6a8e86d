import { percentDecoded } from '../address.ts';
import type { Exchange } from './exchange.ts';

/** Shorter values may occur by chance. */
const SHORTEST = 8;

/**
 * Where a session's id, or its whole cookie, appears outside of Cookie and Set-Cookie, in our own words. Undefined if
 * nowhere.
 *
 * @param isSession whether an id in a signed cookie is one of a session
 */
export function tokenPlace(
  { signed, request, response, body }: Pick<Exchange, 'signed' | 'request' | 'response' | 'body'>,
  isSession: (id: string) => boolean,
): string | undefined {
  const tokens = signed.after
    .filter(({ id }) => isSession(id))
    .flatMap(({ id, value }) => [id, value])
    .filter(({ length }) => length >= SHORTEST)
    .flatMap((token) => [token, encodeURIComponent(token), percentDecoded(token)]);
  const holds = (text: string) => tokens.some((token) => text.includes(token));
  if (holds(request.url.pathname + request.url.search)) return 'in the address that was asked for';
  for (const [name, value] of response?.headers ?? []) {
    if (!/^set-cookie$/i.test(name) && holds(value)) return 'in a header other than Set-Cookie';
  }
  return holds(body?.text ?? '') ? 'in what the answer says' : undefined;
}
