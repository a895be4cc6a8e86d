import { duration } from '../../quantities.ts';
import { decoded, MISCODED } from './coding.ts';

/** How many bytes of a body are kept; of the rest, only the number. */
export const MOST_KEPT = 8_000_000;

/** The body of a response, as much of it as came. */
export interface Body {
  text: string;
  /** How many bytes came. */
  size: number;
  /** How many of them are in the text; absent if all are. */
  kept?: number;
  /** Why it is incomplete; absent if it is complete. */
  broken?: string;
}

/** How many bytes other than the body's may come: Chrome's limit for the headers of a response. */
export const MOST_FRAMING = 256 * 1024;

/** Joins the pieces of a body. */
export class BodyParts {
  /** Holds what was kept. Its size doubles, so that a million small pieces take no more memory than a large one. */
  #kept: Buffer = Buffer.alloc(0);
  #length = 0;
  #size = 0;

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    const part = chunk.subarray(0, MOST_KEPT - this.#length);
    if (part.length === 0) return;
    // Most bodies have only one piece.
    if (this.#length === 0) this.#kept = part;
    else this.#append(part);
    this.#length += part.length;
  }

  /**
   * @param error why it ends too early
   * @param coding its Content-Encoding; a body that is not whole is left as it came
   */
  end(error?: Error, coding = ''): Body {
    const kept = this.#kept.subarray(0, this.#length);
    const isWhole = !error && this.#size === this.#length;
    const text = isWhole ? decoded(kept, coding, MOST_KEPT) : kept;
    return {
      text: (text ?? kept).toString('utf8'),
      size: this.#size,
      kept: this.#size > this.#length ? this.#length : undefined,
      broken: error
        ? whyBroken(error)
        : text
          ? undefined
          : `${MISCODED}${coding}, and the body is none`,
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

/** A response took too long. */
export class LateError extends Error {
  /**
   * @param began whether the response's headers had arrived
   * @param timeout milliseconds
   */
  constructor(began: boolean, timeout: number) {
    const seconds = `${duration(timeout)}`;
    super(began ? `the response did not end within ${seconds}` : `no answer in ${seconds}`);
  }
}

/** The site sends too many bytes that are not the body: interim responses, headers, or chunk sizes. */
export function tooMuchFraming(): Error {
  return new Error(`more than ${MOST_FRAMING / 1024} KB came that are no part of a page`);
}

function whyBroken(error: Error): string {
  return error instanceof LateError ? error.message : `the response was cut off: ${error.message}`;
}
