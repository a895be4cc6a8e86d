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

/** How each rule is tried, in the order in which attempts are made that share a start of the app. */
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
  // Last: they use up what an app allows of wrong passwords.
  ...PASSWORD_TRIALS,
];
