import { report } from '../security-events.ts';
import type { Users } from './users.ts';

const BY = 'a change of the users file';

/** Reports what somebody has changed in the users file, with a script for example. */
export function reportChangedAccounts(before: Users, after: Users): void {
  for (const name of before.keys()) {
    if (!after.has(name)) report({ event: 'account-removed', name, by: BY });
  }
  for (const [name, { passwordId }] of after) {
    const old = before.get(name);
    if (!old) report({ event: 'account-added', name, by: BY });
    else if (old.passwordId !== passwordId) report({ event: 'password-changed', name, by: BY });
  }
}
