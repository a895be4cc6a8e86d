/** The blob ids of one path: as it was generated, as it would be now, and as it is; undefined where there is no file. */
export interface Ids {
  base: string | undefined;
  today: string | undefined;
  present: string | undefined;
}

/**
 * What becomes of a file:
 *
 * - `nothing`: it stays as it is
 * - `add`, `replace`, `remove`: the person has not touched it
 * - `merge`: both sides have changed it
 * - `left-out`: it has changed, and the person has deleted or moved it
 * - `outlived`: it is no longer made, and the person has changed it
 */
export type Decision = 'nothing' | 'add' | 'replace' | 'remove' | 'merge' | 'left-out' | 'outlived';

/** Decides by ids alone. */
export function decide({ base, today, present }: Ids): Decision {
  if (today === base || today === present) return 'nothing';
  if (base === undefined) return present === undefined ? 'add' : 'merge';
  if (today === undefined) return present === base ? 'remove' : 'outlived';
  if (present === undefined) return 'left-out';
  return present === base ? 'replace' : 'merge';
}
