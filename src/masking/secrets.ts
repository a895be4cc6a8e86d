import type { Aliases } from './aliases.ts';

const HIDDEN = '••••••';

/** What is shorter could be part of any word, so it is hidden only where it stands alone. */
const SHORTEST = 6;

/** A signed cookie of express-session's: `s:`, the session id, a dot, and an HMAC-SHA256 in base64. */
const SIGNED = /^s:(.+)\.[A-Za-z0-9+/]{43}=?$/;

/** The session id in a cookie's value, or undefined where it is no session's cookie. */
export function sessionIdIn(cookieValue: string): string | undefined {
  return SIGNED.exec(decoded(cookieValue))?.[1];
}

/** Keeps what must not be shown out of all that is. */
export class Secrets {
  readonly #aliases: Aliases;
  readonly #reveal: boolean;
  /** Each secret with what stands for it. */
  readonly #masks = new Map<string, string>();
  readonly #passwords = new Set<string>();

  constructor(aliases: Aliases, reveal: boolean) {
    this.#aliases = aliases;
    this.#reveal = reveal;
  }

  /** Learns a cookie's value; answers what is shown for it. */
  cookie(value: string): string {
    const known = this.#masks.get(value);
    if (known !== undefined) return known;
    const sessionId = sessionIdIn(value);
    const alias = sessionId && this.#aliases.ofSession(sessionId);
    if (this.#reveal) return alias ? `${alias} (${value})` : value;
    const mask = alias ?? (value === '' ? '' : `(${Buffer.byteLength(value)} bytes)`);
    if (value.length >= SHORTEST) {
      this.#masks.set(value, mask);
      this.#masks.set(decoded(value), mask);
      if (sessionId) this.#masks.set(sessionId, mask);
    }
    return mask;
  }

  /** Learns a password. */
  password(value: string): void {
    if (this.#reveal || value === '') return;
    this.#passwords.add(value);
    if (value.length < SHORTEST) return;
    for (const form of formsOf(value)) this.#masks.set(form, HIDDEN);
  }

  /** What is shown for what was typed into a form's field. */
  field(value: string): string {
    return this.#passwords.has(value) ? HIDDEN : value;
  }

  /** The same data without the secrets that were met so far, wherever in it they are. */
  hideIn<Data>(data: Data): Data {
    return JSON.parse(JSON.stringify(data), (_key, value) =>
      typeof value === 'string' ? this.#hide(value) : value,
    );
  }

  #hide(text: string): string {
    let hidden = text;
    for (const [secret, mask] of this.#masks) hidden = hidden.replaceAll(secret, mask);
    return hidden;
  }
}

/** A text as it stands in addresses, in forms and in pages. */
function formsOf(text: string): string[] {
  const inPages = text.replace(/[&<>]/g, (c) => ENTITIES[c] ?? c);
  return [
    text,
    encodeURIComponent(text),
    encodeURI(text),
    new URLSearchParams({ text }).toString().slice('text='.length),
    inPages,
    inPages.replaceAll('"', '&quot;'),
    inPages.replaceAll('"', '&#34;'),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
