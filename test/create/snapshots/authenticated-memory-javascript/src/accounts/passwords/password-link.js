import { isSigned, sign } from '../signature.js';

/**
 * @import { Settings } from '../../settings.js'
 * @import { Users } from '../users/users.js'
 */

/** How long a link works: an hour. `set-password.js` and the script in `manage-users.js` say so in words. */
const LIFETIME_MS = 3_600_000;

/**
 * The parts of a link, as they are in its query.
 *
 * @typedef {object} LinkParts
 * @property {string} name
 * @property {string} until When the link expires, in milliseconds since 1970.
 * @property {string} signature
 */

/**
 * Creates a link with which a user can set a password, once and within an hour. Nothing is stored: the signature covers
 * the id of the current password, so the link is void as soon as the password changes.
 *
 * @param {Settings} settings
 * @param {string} name
 * @param {string} passwordId
 * @param {string} [address] where the site is, such as `https://shop.example`
 * @returns {string}
 */
export function createPasswordLink(settings, name, passwordId, address = addressIn(settings)) {
  const until = String(Date.now() + LIFETIME_MS);
  const [secret = ''] = settings.sessionSecrets;
  const signature = sign('password link', [name, passwordId, until], secret);
  return `${address}/set-password?${new URLSearchParams({ name, until, signature })}`;
}

/**
 * The site's address as far as the settings tell: the first name in ALLOWED_HOSTS, or else this machine.
 *
 * @param {Settings} settings
 * @returns {string}
 */
export function addressIn({ allowedHosts, port }) {
  const host = allowedHosts.find((allowed) => !allowed.startsWith('.'));
  return host ? `https://${host}` : `http://localhost:${port}`;
}

/**
 * The id of the password that a link may replace. Undefined if the link is not valid, or no longer.
 *
 * @param {Settings} settings
 * @param {Users | undefined} users
 * @param {LinkParts} linkParts
 * @returns {string | undefined}
 */
export function passwordIdForLink({ sessionSecrets }, users, { name, until, signature }) {
  const passwordId = users?.get(name)?.passwordId;
  // Also checked for a name without an account, so that the time does not tell which names have one.
  const isValid = isSigned(signature, 'password link', [name, passwordId, until], sessionSecrets);
  return isValid && Number(until) > Date.now() ? passwordId : undefined;
}

/**
 * Reads the parts of a link from a query or a form. What is missing counts as empty.
 *
 * @param {Record<string, unknown> | undefined} values
 * @returns {LinkParts}
 */
export function linkPartsIn(values) {
  const text = (value) => (typeof value === 'string' ? value : '');
  const { name, until, signature } = values ?? {};
  return { name: text(name), until: text(until), signature: text(signature) };
}
