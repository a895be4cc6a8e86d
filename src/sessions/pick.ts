import { Failure } from '../failure.ts';
import type { Session } from './session.ts';

/** So many sessions that an id could mean are told. */
const MOST_TOLD = 5;

/** Picks the sessions that the beginnings of ids mean: of a masked id, however many digits of it, or of a whole one. */
export class Picker {
  readonly #found: Map<string, Session[]>;

  /** @throws Failure `usage` where one is empty, as that would be the beginning of every id */
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
   * One session for each beginning, in their order.
   *
   * @throws Failure `no-such-session`, or `usage` where a beginning could mean several
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
