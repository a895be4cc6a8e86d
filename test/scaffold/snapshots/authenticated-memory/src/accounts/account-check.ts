import type { SessionContents } from '../sessions/session.ts';
import type { Settings } from '../settings.ts';
import { fingerprint } from './passwords.ts';
import type { Users, UsersFile } from './users.ts';
import { whoMaySignIn } from './who-may-sign-in.ts';

/**
 * What a session keeps of the account that it was signed in with: something that no longer fits once the account
 * is removed, or its password is changed. Undefined where there are no accounts.
 */
export function accountMark(users: Users, userName: string): string | undefined {
  const hash = users.get(userName);
  return hash && fingerprint(hash);
}

/**
 * Tells whether a session still counts. It does not once its account is gone, or has another password: whoever
 * changes a password that was stolen wants the thief out.
 */
export function accountStands(
  usersFile: UsersFile,
  { production }: Settings,
): (session: SessionContents) => boolean {
  const currentUsers = oncePerTurn(() => usersFile.read());
  return ({ user_name, account }) => {
    if (!user_name) return true;
    const users = currentUsers();
    if (whoMaySignIn(users, production).refusal) return false;
    // Who signed in while any name would do has no account, and does not stay once there is one.
    if (users.size > 0 && account === undefined) return false;
    return account === accountMark(users, user_name);
  };
}

/** Requests that come at the same time, in one turn of the event loop, look at the file once. */
function oncePerTurn<T>(read: () => T): () => T {
  let current: { value: T } | undefined;
  return () => {
    if (!current) {
      current = { value: read() };
      setImmediate(() => {
        current = undefined;
      });
    }
    return current.value;
  };
}
