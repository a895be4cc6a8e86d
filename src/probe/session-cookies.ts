import type { IncomingMessage, ServerResponse } from 'node:http';
import { percentDecoded } from '../address.ts';

/**
 * An id as long as express-session's, or longer, with its signature: no other signed cookie looks like this by chance.
 */
const LIKE_A_SESSION = /^s:[^.]{24,}\.[\w+/]{43}$/;

/** Learns the names of an app's session cookies, and notices those that the app has not signed. */
export class SessionCookies {
  readonly #names = new Set<string>();

  /** Whether a request without a valid session has a session cookie that the app did not sign. */
  isForged(request: IncomingMessage): boolean {
    return pairsIn(request.headers.cookie).some(({ name, value }) =>
      this.#names.size > 0
        ? this.#names.has(name) && value.startsWith('s:')
        : LIKE_A_SESSION.test(value),
    );
  }

  /** Call this when a request or its response belongs to a session. */
  learn(sessionId: string, { headers }: IncomingMessage, response?: ServerResponse): void {
    const set = [response?.getHeader('set-cookie') ?? []].flat().map(String);
    for (const { name, value } of [headers.cookie, ...set].flatMap(pairsIn)) {
      if (value.startsWith(`s:${sessionId}.`)) this.#names.add(name);
    }
  }
}

function pairsIn(header = ''): Array<{ name: string; value: string }> {
  return header.split(';').map((pair) => {
    const end = pair.indexOf('=');
    return { name: pair.slice(0, end).trim(), value: percentDecoded(pair.slice(end + 1).trim()) };
  });
}
