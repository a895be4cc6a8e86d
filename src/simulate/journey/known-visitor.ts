import type { SignIn } from '../../checks/observed.ts';
import type { RuleId } from '../../rules/rules.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import type { Visited } from './journey.ts';

/** What is known of one visitor. */
export interface KnownVisitor {
  signIn: SignIn;
  /** The sign-in that may have worked. */
  trial?: Visited;
  /** Where the app said that it would lead back to. */
  promised?: string;
  /** What was promised for the last sign-in. */
  wanted?: string;
  /** Whether the last sign-in has led there, if by way of other pages. */
  hasReturned?: boolean;
  hasLoggedOut: boolean;
  /** The alias of the session whose cookie the visitor had last. */
  session?: string;
  /** Whether nothing was at the address of the log-out, or the app failed there. */
  hasNoLogOut: boolean;
  /** The rule by which the sign-in was lost. */
  lostBy?: RuleId;
  /** Whether the protected page leads on whoever has signed in, and so tells nothing. */
  isLedOn?: boolean;
  /** The sign-in that somebody logged out from, and how it stood then. */
  left?: { by: Exchange; signIn: SignIn };
}

export function aStranger(): KnownVisitor {
  return { signIn: 'none', hasLoggedOut: false, hasNoLogOut: false };
}
