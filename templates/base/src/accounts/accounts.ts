import type { IsStillValid, SessionStore } from '../sessions/store/session-store.ts';
import { UserSessions } from '../sessions/user-sessions.ts';
import type { Settings } from '../settings.ts';
import { accountCheck } from './account-check.ts';
import type { AttemptStore } from './limits/attempts.ts';
import { DeviceCookie } from './limits/device-cookie.ts';
import { SignInGuard } from './limits/sign-in-guard.ts';
import type { UsersFile } from './users/users.ts';

/** What the routes in this folder share. */
export interface Accounts {
  settings: Settings;
  users: UsersFile;
  guard: SignInGuard;
  deviceCookie: DeviceCookie;
  sessions: UserSessions;
  isStillValid: IsStillValid;
}

export function openAccounts(
  settings: Settings,
  users: UsersFile,
  stores: { sessions: SessionStore; attempts: AttemptStore },
): Accounts {
  const deviceCookie = new DeviceCookie(settings);
  const isStillValid = accountCheck(users, settings);
  return {
    settings,
    users,
    guard: new SignInGuard(settings.signInLimit, stores.attempts, deviceCookie),
    deviceCookie,
    sessions: new UserSessions(stores.sessions, isStillValid),
    isStillValid,
  };
}
