import type { Settings } from '../../settings.ts';
import { isSigned, sign } from '../signature.ts';
import type { Users } from '../users/users.ts';

/** How long a link works: an hour. `set-password.ts` and the script in `manage-users.ts` say so in words. */
const LIFETIME_MS = 3_600_000;

/** The parts of a link, as they are in its query. */
interface LinkParts {
  name: string;
  /** When the link expires, in milliseconds since 1970. */
  until: string;
  signature: string;
}

/**
 * Creates a link with which a user can set a password, once and within an hour. Nothing is stored: the signature covers
 * the id of the current password, so the link is void as soon as the password changes.
 *
 * @param address where the site is, such as `https://shop.example`
 */
export function createPasswordLink(
  settings: Settings,
  name: string,
  passwordId: string,
  address: string = addressIn(settings),
): string {
  const until = String(Date.now() + LIFETIME_MS);
  const [secret = ''] = settings.sessionSecrets;
  const signature = sign('password link', [name, passwordId, until], secret);
  return `${address}/set-password?${new URLSearchParams({ name, until, signature })}`;
}

/** The site's address as far as the settings tell: the first name in ALLOWED_HOSTS, or else this machine. */
export function addressIn({ allowedHosts, port }: Settings): string {
  const host = allowedHosts.find((allowed) => !allowed.startsWith('.'));
  return host ? `https://${host}` : `http://localhost:${port}`;
}

/** The id of the password that a link may replace. Undefined if the link is not valid, or no longer. */
export function passwordIdForLink(
  { sessionSecrets }: Settings,
  users: Users | undefined,
  { name, until, signature }: LinkParts,
): string | undefined {
  const passwordId = users?.get(name)?.passwordId;
  // Also checked for a name without an account, so that the time does not tell which names have one.
  const isValid = isSigned(signature, 'password link', [name, passwordId, until], sessionSecrets);
  return isValid && Number(until) > Date.now() ? passwordId : undefined;
}

/** Reads the parts of a link from a query or a form. What is missing counts as empty. */
export function linkPartsIn(values: Record<string, unknown> | undefined): LinkParts {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const { name, until, signature } = values ?? {};
  return { name: text(name), until: text(until), signature: text(signature) };
}
