/** What a site has confirmed, and which of these promises it broke. */
export class Ledger {
  readonly acknowledged = { signIns: 0, writes: 0, logOuts: 0, expiries: 0 };
  readonly #broken: string[] = [];
  #requests = 0;

  /** The number of responses. */
  get requests(): number {
    return this.#requests;
  }

  /** Each broken promise, in a sentence. */
  get broken(): readonly string[] {
    return this.#broken;
  }

  count(): void {
    this.#requests += 1;
  }

  /** Counts an action that the site has confirmed. */
  acknowledge(what: keyof Ledger['acknowledged']): void {
    this.acknowledged[what] += 1;
  }

  /** Adds a fault, unless the expectation holds. */
  expect(holds: boolean, fault: () => string): void {
    if (!holds) this.#broken.push(fault());
  }
}

/** The data of a visitor's session, as a page of the site shows it. */
export interface Kept {
  user_name?: string;
  notes: Record<string, string>;
}

/**
 * Compares the data of a session with what the site has confirmed to its visitor.
 *
 * @returns what is wrong, in words; undefined if both are equal
 */
export function faultIn(
  kept: Kept,
  name: string,
  notes: ReadonlyMap<string, string>,
): string | undefined {
  if (kept.user_name === undefined) return `${name} was signed in, and is not any more`;
  if (kept.user_name !== name) return `${name} is shown the session of ${kept.user_name}`;
  for (const [key, value] of notes) {
    const held = kept.notes[key];
    if (held === undefined) return `${name} has lost ${key}, which was acknowledged`;
    if (held !== value) return `${name} has ${held} as ${key}, where ${value} was acknowledged`;
  }
  return undefined;
}
