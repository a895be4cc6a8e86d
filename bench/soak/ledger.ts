/** What a site has acknowledged, and where it did not keep its word. */
export class Ledger {
  readonly acknowledged = { signIns: 0, writes: 0, logOuts: 0, expiries: 0 };
  readonly #broken: string[] = [];
  #requests = 0;

  /** How many responses there were. */
  get requests(): number {
    return this.#requests;
  }

  /** Each promise that was not kept, in a sentence. */
  get broken(): readonly string[] {
    return this.#broken;
  }

  count(): void {
    this.#requests += 1;
  }

  /** Notes something that the site said it has done. */
  acknowledge(what: keyof Ledger['acknowledged']): void {
    this.acknowledged[what] += 1;
  }

  /** Notes a fault, unless what was expected holds. */
  expect(holds: boolean, fault: () => string): void {
    if (!holds) this.#broken.push(fault());
  }
}

/** What a page of the soaked site says of its visitor's session. */
export interface Kept {
  user_name?: string;
  notes: Record<string, string>;
}

/**
 * Compares what a session holds with what its visitor was told that it holds.
 *
 * @returns what is wrong, in words; undefined where both agree
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
