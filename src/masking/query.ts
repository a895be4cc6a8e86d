import { percentDecoded } from '../address.ts';
import { MASK, maskSecrets } from './values.ts';

/** Parameters that are harmless in a session, but can sign somebody in when they are in an address. */
const SECRET_PARAMETERS = /^(code|state|key|sig|signature|auth|ticket|nonce)$/i;

/** How many addresses within addresses are read. Deeper nesting is an attempt to hide something. */
const DEEPEST = 4;

/**
 * An address with masks instead of a password, and of each parameter that looks like a secret. This includes parameters
 * behind the `#`, where sign-ins with another site put their tokens.
 */
export function maskQuery(path: string, depth = 0): string {
  return path
    .replace(/^((?:[a-z][a-z\d+.-]*:)?\/\/[^/?#:@]*):[^/?#@]+@/i, `$1:${MASK}@`)
    .replace(/([?&#;])([^=&#?;]*)=([^&#;]+)/g, (pair, mark, name, value) =>
      isSecret(decoded(name), decoded(value), depth) ? `${mark}${name}=${MASK}` : pair,
    );
}

function isSecret(name: string, value: string, depth: number): boolean {
  if (SECRET_PARAMETERS.test(name)) return true;
  if (maskSecrets({ [name]: value })[name] !== value) return true;
  // `next=/invitation?token=…`
  if (!value.includes('=')) return false;
  return depth === DEEPEST || maskQuery(value, depth + 1) !== value;
}

function decoded(text: string): string {
  return percentDecoded(text.replaceAll('+', ' '));
}
