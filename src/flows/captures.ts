import type { Capture, Visit } from './flow.ts';
import { filled, type Names } from './names.ts';
import { actionWith } from './request.ts';

/** The values that steps of a flow have captured so far. */
export class Captures {
  readonly #names = new Map<string, unknown>();

  /** The visit, with earlier captured values filled in. */
  fill(visit: Visit): Visit {
    if (this.#names.size === 0) return visit;
    const names: Names = this.#names;
    return {
      ...visit,
      do: actionWith(visit.do, names),
      expect: visit.expect && filled(visit.expect, names),
    };
  }

  /**
   * Stores the values that a visit captures.
   *
   * @param find finds one value in the response; undefined if it is not there
   * @returns what was not found
   */
  take({ capture = {} }: Visit, find: (capture: Capture) => unknown): Capture[] {
    return Object.entries(capture).flatMap(([name, where]) => {
      const value = find(where);
      if (value === undefined) return [where];
      this.#names.set(name, value);
      return [];
    });
  }
}
