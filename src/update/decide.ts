/**
 * The blob ids of one path: as it was generated, as it would be generated now, and as it is; undefined if there is no
 * file.
 */
export interface Ids {
  base: string | undefined;
  today: string | undefined;
  present: string | undefined;
}

/**
 * What the update does with a file:
 *
 * - `nothing`: it stays as it is
 * - `add`, `replace`, `remove`: the owner has not changed it
 * - `merge`: the owner and the new version have changed it
 * - `left-out`: the new version has changed it, and the owner has deleted or moved it
 * - `outlived`: the new version no longer has it, and the owner has changed it
 */
export type Decision = 'nothing' | 'add' | 'replace' | 'remove' | 'merge' | 'left-out' | 'outlived';

export function decide({ base, today, present }: Ids): Decision {
  if (today === base || today === present) return 'nothing';
  if (base === undefined) return present === undefined ? 'add' : 'merge';
  if (today === undefined) return present === base ? 'remove' : 'outlived';
  if (present === undefined) return 'left-out';
  return present === base ? 'replace' : 'merge';
}
