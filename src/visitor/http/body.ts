import { duration } from '../../quantities.ts';
/** So many bytes of a body are kept; of what follows, it is enough to know how much it was. */
export const MOST_KEPT = 8_000_000;

/** The body of a response, as much of it as came. */
export interface Body {
  text: string;
  /** Bytes that came. */
  size: number;
  /** How many of them the text holds; absent where it holds all. */
  kept?: number;
  /** Why it is not whole; absent where it is. */
  broken?: string;
}

/** So many bytes may come without one of a body among them: Chrome's limit for the headers of a response. */
export const MOST_FRAMING = 256 * 1024;

/** Puts a body together from what comes. */
export class BodyParts {
  /** Holds what was kept. It grows twofold, so that a million small pieces take no more room than a large one. */
  #kept: Buffer = Buffer.alloc(0);
  #length = 0;
  #size = 0;

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    const part = chunk.subarray(0, MOST_KEPT - this.#length);
    if (part.length === 0) return;
    // Of most bodies the first piece is all.
    if (this.#length === 0) this.#kept = part;
    else this.#append(part);
    this.#length += part.length;
  }

  /** @param error why no more comes, where there should be more */
  end(error?: Error): Body {
    return {
      text: this.#kept.toString('utf8', 0, this.#length),
      size: this.#size,
      kept: this.#size > this.#length ? this.#length : undefined,
      broken: error && whyBroken(error),
    };
  }

  #append(part: Buffer): void {
    const length = this.#length + part.length;
    if (length > this.#kept.length) {
      const room = Math.min(MOST_KEPT, Math.max(length, 2 * this.#kept.length));
      const larger = Buffer.allocUnsafe(room);
      this.#kept.copy(larger, 0, 0, this.#length);
      this.#kept = larger;
    }
    part.copy(this.#kept, this.#length);
  }
}

/** A visitor has waited long enough for a response. */
export class LateError extends Error {
  /**
   * @param began whether the response's headers were there
   * @param timeout milliseconds
   */
  constructor(began: boolean, timeout: number) {
    const seconds = `${duration(timeout)}`;
    super(began ? `the response did not end within ${seconds}` : `no answer in ${seconds}`);
  }
}

/** The site goes on and on without coming to its answer: with hints, headers, or what surrounds a body. */
export function tooMuchFraming(): Error {
  return new Error(`more than ${MOST_FRAMING / 1024} KB came that are no part of a page`);
}

function whyBroken(error: Error): string {
  return error instanceof LateError ? error.message : `the response was cut off: ${error.message}`;
}
