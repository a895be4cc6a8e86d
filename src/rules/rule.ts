/** Something that must hold for an app's sign-in and sessions. */
export interface Rule {
  /** Never changes, and is never used for anything else. */
  readonly id: string;
  /** What holds where it is kept, in one sentence. */
  readonly means: string;
  /** What goes wrong where it is broken. */
  readonly why: string;
  /** How to mend it. */
  readonly fix: string;
  /** The requirements of OWASP ASVS 5.0.0 that it is a part of; none where the standard has nothing of the kind. */
  readonly asvs: readonly Requirement[];
  /** Numbers of the weaknesses of MITRE's CWE (https://cwe.mitre.org) that it is about; none where that list has nothing of the kind. */
  readonly cwe: readonly number[];
}

/**
 * A requirement of OWASP ASVS 5.0.0 (https://github.com/OWASP/ASVS/tree/v5.0.0/5.0/en), and the level from which it counts.
 *
 * @public
 */
export interface Requirement {
  readonly number: string;
  readonly level: 1 | 2 | 3;
}
