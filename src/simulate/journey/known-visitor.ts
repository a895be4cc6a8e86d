import type { Observed, SignIn } from '../../checks/observed.ts';
import type { RuleId } from '../../rules/rules.ts';

/** What is known of one visitor. */
export interface KnownVisitor {
  signIn: SignIn;
  /** What was observed of the sign-in that may have worked. */
  trial?: Observed;
  /** Where the app said that it would lead back to. */
  promised: string | undefined;
  /** What was promised for the last sign-in. */
  wanted?: string | undefined;
  /** Whether the last sign-in has led there, if by way of other pages. */
  hasReturned?: boolean;
  hasLoggedOut: boolean;
  /** The alias of the session whose cookie the visitor had last. */
  session?: string;
  /** Whether there was nothing at the address of the log-out, or the app failed there. */
  hasNoLogOut: boolean;
  /** The rule by which the sign-in was lost. */
  lostBy?: RuleId;
}

export function aStranger(): KnownVisitor {
  return { signIn: 'none', promised: undefined, hasLoggedOut: false, hasNoLogOut: false };
}
