import { passwordMatches } from './passwords.ts';
import type { Users } from './users.ts';

/** Who may sign in, as things are now. */
export interface Admission {
  /** Said when the site starts. */
  notice: string;
  /** Where nobody may sign in: why, for the sign-in page. */
  refusal?: string;
  /** Whether this name may sign in with this password. It never gets an empty name. */
  check(userName: string, password: string): Promise<boolean>;
}

/**
 * Decides who may sign in: whoever has an account. To have something else decide, a directory for example, put a
 * notice and a check of your own in place of these three, and delete users.json.
 */
export function whoMaySignIn(users: Users, production: boolean): Admission {
  if (users.size > 0) {
    return {
      notice: `Signing in takes an account and its password. Accounts: ${users.size}.`,
      check: (userName, password) => passwordMatches(password, users.get(userName)),
    };
  }
  if (production) {
    return {
      notice: 'Nobody can sign in: there are no accounts. To add one: npm run user:add NAME',
      refusal: 'Nobody can sign in yet: this site has no accounts.',
      // What is handy while developing would let the whole world in.
      check: async () => false,
    };
  }
  return {
    notice:
      'No accounts yet, so any name signs in, without a password.\nTo add one: npm run user:add NAME',
    check: async () => true,
  };
}
