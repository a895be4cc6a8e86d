/** A requirement for an app's sign-in and sessions. */
export interface Rule {
  /** Never changes, and is never reused for another rule. */
  readonly id: string;
  /** The requirement, in one sentence. */
  readonly means: string;
  /** What goes wrong if it is broken. */
  readonly why: string;
  /** How to fix it. */
  readonly fix: string;
  /** The requirements of OWASP ASVS 5.0.0 that it is a part of; empty if there are none. */
  readonly asvs: readonly Requirement[];
  /** The numbers of the weaknesses in MITRE's CWE (https://cwe.mitre.org) that it is about; empty if there are none. */
  readonly cwe: readonly number[];
}

/**
 * A requirement of OWASP ASVS 5.0.0 (https://github.com/OWASP/ASVS/tree/v5.0.0/5.0/en), and the lowest level that has
 * it.
 *
 * @public
 */
export interface Requirement {
  readonly number: string;
  readonly level: 1 | 2 | 3;
}
