import type { Request, Response } from 'express';
import type { SessionContents } from '../sessions/contents.ts';
import { replaceSession } from '../sessions/session.ts';
import type { Accounts } from './accounts.ts';
import type { DeviceOwner } from './limits/device-cookie.ts';

/**
 * Starts a new session for a user whose password was right, and remembers the browser.
 *
 * @param newContents returns what the new session holds, given what the old one held
 */
export async function startSession(
  req: Request,
  res: Response,
  { settings, deviceCookie }: Accounts,
  user: DeviceOwner,
  newContents: (contents: SessionContents) => SessionContents,
): Promise<void> {
  const { passwordId } = user;
  await replaceSession(
    req,
    (contents) => ({ ...newContents(contents), ...(passwordId && { password_id: passwordId }) }),
    settings,
  );
  deviceCookie.set(res, user);
}
