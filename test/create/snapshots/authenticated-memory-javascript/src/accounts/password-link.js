import { isSigned, sign } from './signature.js';

/**
 * @import { Settings } from '../settings.js'
 * @import { Users } from './users.js'
 */

/** How long a link works. */
const HOUR_MS = 3_600_000;

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
 * @param {number} [lifetime]
 * @returns {string}
 */
export function createPasswordLink(
  { sessionSecrets, production, allowedHosts, port },
  name,
  passwordId,
  lifetime = HOUR_MS,
) {
  const until = String(Date.now() + lifetime);
  const [secret = ''] = sessionSecrets;
  const signature = sign('password link', [name, passwordId, until], secret);
  const host = allowedHosts.find((allowed) => !allowed.startsWith('.'));
  const url = production && host ? `https://${host}` : `http://localhost:${port}`;
  return `${url}/set-password?${new URLSearchParams({ name, until, signature })}`;
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
  if (passwordId === undefined || !(Number(until) > Date.now())) return undefined;
  const isValid = isSigned(signature, 'password link', [name, passwordId, until], sessionSecrets);
  return isValid ? passwordId : undefined;
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
