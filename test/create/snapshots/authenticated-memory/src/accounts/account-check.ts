import type { SessionContents } from '../sessions/session.ts';
import type { Settings } from '../settings.ts';
import type { Users, UsersFile } from './users.ts';
import { whoMaySignIn } from './who-may-sign-in.ts';

/**
 * What a session keeps of the account that it was signed in with: something that no longer fits once the account
 * is removed, or its password is changed. Undefined where there are no accounts.
 */
export function accountMark(users: Users | undefined, userName: string): string | undefined {
  return users?.get(userName)?.mark;
}

/**
 * Tells whether a session still counts. It does not once its account is gone, or has another password: whoever
 * changes a password that was stolen wants the thief out. Nothing is deleted for that: where the file with the accounts
 * was only lost, or is an older one, all is as before when the right one is back.
 */
export function accountStands(
  usersFile: UsersFile,
  { production }: Settings,
): (session: SessionContents) => boolean {
  const current = oncePerTurn(() => whoMaySignIn(usersFile, !production));
  return ({ user_name, account }) => {
    if (!user_name) return true;
    const { users, refusal } = current();
    if (refusal) return false;
    // Who signed in while any name would do has no account, and does not stay once there is one.
    if (users?.size && account === undefined) return false;
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
