import type { Trial } from '../trial.ts';
import { ENDING_TRIALS } from './endings.ts';
import { FAULT_TRIALS } from './faults.ts';
import { HEADER_TRIALS } from './headers.ts';
import { LIFETIME_TRIALS } from './lifetimes.ts';
import { OTHER_SITE_TRIALS } from './other-sites.ts';
import { PASSWORD_TRIALS } from './passwords.ts';
import { SECRECY_TRIALS } from './secrecy.ts';
import { SESSION_TRIALS } from './sessions.ts';
import { SIGN_IN_TRIALS } from './sign-in.ts';
import { STORE_TRIALS } from './stores.ts';

/** The trial of each rule, in the order in which attempts on a shared start of the app are made. */
export const TRIALS: readonly Trial[] = [
  ...SIGN_IN_TRIALS,
  ...SESSION_TRIALS,
  ...STORE_TRIALS,
  ...FAULT_TRIALS,
  ...ENDING_TRIALS,
  ...HEADER_TRIALS,
  ...OTHER_SITE_TRIALS,
  ...SECRECY_TRIALS,
  ...LIFETIME_TRIALS,
  // Last, because they use up the wrong passwords that an app allows.
  ...PASSWORD_TRIALS,
];
