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

/** Puts a body together from what comes. */
export class BodyParts {
  readonly #kept: Buffer[] = [];
  #room = MOST_KEPT;
  #size = 0;

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#room === 0) return;
    const part = chunk.subarray(0, this.#room);
    this.#room -= part.length;
    this.#kept.push(part);
  }

  /** @param error why no more comes, where there should be more */
  end(error?: Error): Body {
    const [only, ...others] = this.#kept;
    const whole = only && others.length === 0 ? only : Buffer.concat(this.#kept);
    return {
      text: whole.toString('utf8'),
      size: this.#size,
      kept: this.#size > whole.length ? whole.length : undefined,
      broken: error && whyBroken(error),
    };
  }
}

/** A visitor has waited long enough for a response. */
export class LateError extends Error {
  /**
   * @param began whether the response's headers were there
   * @param timeout milliseconds
   */
  constructor(began: boolean, timeout: number) {
    const seconds = `${timeout / 1000} s`;
    super(began ? `the response did not end within ${seconds}` : `no answer in ${seconds}`);
  }
}

function whyBroken(error: Error): string {
  return error instanceof LateError ? error.message : `the response was cut off: ${error.message}`;
}
