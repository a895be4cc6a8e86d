import { UserSessions } from '../sessions/user-sessions.js';
import { accountCheck } from './account-check.js';
import { DeviceCookie } from './limits/device-cookie.js';
import { SignInGuard } from './limits/sign-in-guard.js';

/**
 * @import { IsStillValid } from '../sessions/store/session-store.js'
 * @import { Settings } from '../settings.js'
 * @import { UsersFile } from './users/users.js'
 */

/**
 * What the routes in this folder share.
 *
 * @typedef {object} Accounts
 * @property {Settings} settings
 * @property {UsersFile} users
 * @property {SignInGuard} guard
 * @property {DeviceCookie} deviceCookie
 * @property {UserSessions} sessions
 * @property {IsStillValid} isStillValid
 */

export function openAccounts(settings, users, stores) {
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
