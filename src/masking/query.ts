import { percentDecoded } from '../address.ts';
import { MASK, maskSecrets } from './values.ts';

/** Names that are harmless in a session, and in an address stand for what signs somebody in. */
const SECRET_PARAMETERS = /^(code|state|key|sig|signature|auth|ticket|nonce)$/i;

/** How deep an address within an address is looked into. Whoever goes deeper hides something, or attacks. */
const DEEPEST = 4;

/**
 * An address with a mask in the place of a password, and of each value of its query that looks like a secret; also of what
 * is behind its `#`, where sign-ins with another site put their tokens.
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
