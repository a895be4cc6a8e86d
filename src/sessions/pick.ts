import { Failure } from '../failure.ts';
import type { Session } from './session.ts';

/** How many sessions an error lists for an ambiguous id. */
const MOST_TOLD = 5;

/** Picks sessions by the beginnings of ids: of a masked id, with any number of digits, or of a whole id. */
export class Picker {
  readonly #found: Map<string, Session[]>;

  /** @throws Failure `usage` if one is empty, because every id begins with that */
  constructor(beginnings: readonly string[]) {
    if (beginnings.some((beginning) => beginning.trim() === '')) {
      throw new Failure('usage', 'An id is empty. Name the first characters of a session id.');
    }
    this.#found = new Map(beginnings.map((beginning) => [beginning, []]));
  }

  add(session: Session): void {
    for (const [beginning, found] of this.#found) {
      const fits =
        session.digest.startsWith(beginning.toLowerCase()) ||
        session.sessionId?.startsWith(beginning);
      if (fits && found.length <= MOST_TOLD) found.push(session);
    }
  }

  /**
   * One session for each beginning, in the same order.
   *
   * @throws Failure `no-such-session`, or `usage` if a beginning is ambiguous
   */
  picked(): Session[] {
    return [...this.#found].map(([beginning, [first, ...others]]) => {
      if (!first) {
        throw new Failure(
          'no-such-session',
          `There is no session with an id that begins with ${beginning}. It may have ended; inspect without an id lists them all.`,
        );
      }
      if (others.length > 0) throw severalFit(beginning, [first, ...others]);
      return first;
    });
  }
}

function severalFit(beginning: string, sessions: readonly Session[]): Failure {
  const digests = sessions.map(({ digest }) => digest);
  let length = Math.max(8, beginning.length);
  while (new Set(digests.map((digest) => digest.slice(0, length))).size < digests.length) {
    length += 1;
  }
  const told = digests.slice(0, MOST_TOLD).map((digest) => digest.slice(0, length));
  const more = digests.length > MOST_TOLD ? ' and more' : '';
  return new Failure(
    'usage',
    `Several session ids begin with ${beginning}: ${told.join(', ')}${more}. Type more of the one you mean.`,
  );
}
