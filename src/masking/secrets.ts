import { percentDecoded } from '../address.ts';
import { isObject } from '../objects.ts';
import type { Aliases } from './aliases.ts';
import { encodedForms } from './forms.ts';
import { Masks, SHORTEST } from './masks.ts';
import type { Told } from './told.ts';
import { MASK, maskSecrets } from './values.ts';

/** A signed cookie of express-session: `s:`, the session id, a dot, and an HMAC-SHA256 in base64. */
const SIGNED = /^s:(.+)\.[A-Za-z0-9+/]{43}=?$/;

/** A longer value of a cookie is no session id, but data. It is not looked for in base64 and the like. */
const LONGEST_ID = 256;

/** The session id in the value of a cookie; undefined if it is not signed. */
export function sessionIdIn(cookieValue: string): string | undefined {
  return SIGNED.exec(percentDecoded(cookieValue))?.[1];
}

/** Data as it is shown, and which secrets were known then. */
interface Hidden {
  shown: Record<string, unknown>;
  known: string;
}

/** Masks secrets in everything that is shown. */
export class Secrets {
  readonly #aliases: Aliases;
  readonly #reveal: boolean;
  readonly #masks = new Masks();
  /** The values of cookies, with their masks; and those of them that are not in the masks yet. */
  readonly #cookies = new Map<string, string>();
  readonly #unmasked = new Map<string, string>();
  readonly #passwords = new Set<string>();
  readonly #stored = new WeakMap<object, Hidden>();
  /** Matches passwords that are too short for `Masks`, but only as whole words. */
  #short: RegExp | undefined;

  constructor(aliases: Aliases, reveal: boolean) {
    this.#aliases = aliases;
    this.#reveal = reveal;
  }

  /** Adds the value of a cookie that may or may not be a session cookie. */
  learnCookie(value: string): void {
    if (!this.#reveal) this.#maskCookie(value, masked(value));
  }

  /**
   * How the value of a cookie is shown, and the alias of its session.
   *
   * @param isSession whether the id in a signed cookie is the id of a session
   */
  cookie(value: string, isSession: (id: string) => boolean): { value: string; session?: string } {
    const id = sessionIdIn(value);
    const session = id === undefined || !isSession(id) ? undefined : this.#aliases.ofSession(id);
    if (this.#reveal) return { value: session ? `${session} (${value})` : value, session };
    const mask = session ?? masked(value);
    this.#maskCookie(value, mask);
    return { value: mask, session };
  }

  #maskCookie(value: string, mask: string): void {
    if (this.#cookies.get(value) === mask) return;
    this.#cookies.set(value, mask);
    this.#unmasked.set(value, mask);
  }

  /** The masks of all secrets so far. Those of cookies are made only once a text is hidden: most loads hide none. */
  get #allMasks(): Masks {
    for (const [value, mask] of this.#unmasked) {
      const plain = percentDecoded(value);
      const id = sessionIdIn(value) ?? plain;
      const forms = id.length <= LONGEST_ID ? encodedForms(id) : [id];
      for (const form of [value, plain, ...forms]) this.#masks.add(form, mask);
    }
    this.#unmasked.clear();
    return this.#masks;
  }

  password(value: string): void {
    if (this.#reveal || value === '') return;
    this.#passwords.add(value);
    for (const form of formsOf(value)) this.#masks.add(form, MASK);
    this.#short = wholeWords([...this.#passwords]);
  }

  /** How sent data is shown: passwords are masked, and so are values that look like secrets or have the name of one. */
  sent(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return this.hideInData(this.#reveal ? data : maskSecrets(this.#withoutPasswords(data)));
  }

  /** A text from outside, without the secrets that are known so far. */
  hide(outside: string): string {
    const hidden = this.#allMasks.hideIn(outside);
    return this.#short ? hidden.replace(this.#short, MASK) : hidden;
  }

  /** Masks values that equal a password, even one that is too short to be masked within texts. */
  #withoutPasswords<Data>(data: Data): Data {
    return JSON.parse(JSON.stringify(data), (_key, value) =>
      typeof value === 'string' && this.#passwords.has(value) ? MASK : value,
    );
  }

  /** A sentence, with the secrets masked in those parts that came from outside. */
  text(sentence: Told): string {
    return sentence.text((outside) => this.hide(outside));
  }

  /** A value from outside, without secrets at any depth. */
  hideIn(value: unknown): unknown {
    if (typeof value === 'string') return this.hide(value);
    if (Array.isArray(value)) return value.map((item) => this.hideIn(item));
    return isObject(value) ? this.hideInData(value) : value;
  }

  /** Data from outside, without secrets in its keys and its values. */
  hideInData(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const entries = Object.entries(data);
    return Object.fromEntries(entries.map(([key, value]) => [this.hide(key), this.hideIn(value)]));
  }

  /** The same for data of a store, which is shown at each step: the result is kept until more secrets are known. */
  hideInStored(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const known = `${this.#allMasks.revision} ${this.#passwords.size}`;
    const before = this.#stored.get(data);
    if (before?.known === known) return before.shown;
    const shown = this.hideInData(data);
    this.#stored.set(data, { shown, known });
    return shown;
  }
}

function masked(value: string): string {
  return value === '' ? '' : `(${Buffer.byteLength(value)} bytes)`;
}

/** Matches short texts as whole words. A text of fewer than three characters could be anything. */
function wholeWords(texts: readonly string[]): RegExp | undefined {
  const short = texts.filter(({ length }) => length >= 3 && length < SHORTEST);
  const patterns = short.map((text) => text.replace(/[^\w]/g, '\\$&'));
  return short.length > 0
    ? new RegExp(`(?<![\\w-])(?:${patterns.join('|')})(?![\\w-])`, 'g')
    : undefined;
}

/** The forms of a text in addresses, in forms and in pages. */
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
