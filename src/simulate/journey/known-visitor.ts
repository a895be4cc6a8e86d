import type { SignIn } from '../../checks/observed.ts';
import type { RuleId } from '../../rules/rules.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import type { Visited } from './visited.ts';

/** What is known about one visitor. */
export interface KnownVisitor {
  signIn: SignIn;
  /** The last sign-in, whether it worked or not. */
  trial?: Visited;
  /** The page that the app promised to return to. */
  promised?: string;
  /** The page that was promised for the last sign-in. */
  wanted?: string;
  /** Whether the last sign-in has led to that page, perhaps by other pages. */
  hasReturned?: boolean;
  hasLoggedOut: boolean;
  /** The alias of the session whose cookie the visitor had last. */
  session?: string;
  /** Whether the last log-out had no effect: it failed, was refused, or only asked for confirmation. */
  hasNoLogOut: boolean;
  /** Whether the app does not look at what a signed-in visitor sends as a sign-in. */
  isNotAskedAgain?: boolean;
  /** Whether the app asked for a code after the last sign-in. */
  isAskedForCode?: boolean;
  /** The rule by whose breach the sign-in was lost. */
  lostBy?: RuleId;
  /** Whether the protected page redirects signed-in visitors, and so shows nothing. */
  isLedOn?: boolean;
  /** The sign-in that was ended by a log-out, and what was known about it then. */
  left?: { by: Exchange; signIn: SignIn };
}

export function aStranger(): KnownVisitor {
  return { signIn: 'none', hasLoggedOut: false, hasNoLogOut: false };
}
