import type { Observed } from '../../checks/observed.ts';
import { signOutOf } from '../../visitor/forms/ways.ts';

/** Whether a log-out was refused, failed, or was answered with a page that asks whether one means it. */
export function logsNobodyOut({ request, response, cookies }: Observed): boolean {
  if (!response || response.status >= 400) return true;
  if (request.method !== 'GET' || response.status >= 300 || cookies.length > 0) return false;
  return signOutOf(response.page)?.method === 'POST';
}
