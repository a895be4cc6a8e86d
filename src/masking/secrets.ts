import { percentDecoded } from '../address.ts';
import { isObject } from '../objects.ts';
import type { Aliases } from './aliases.ts';
import { Masks, SHORTEST } from './masks.ts';
import type { Told } from './told.ts';
import { MASK, maskSecrets } from './values.ts';

/** A signed cookie of express-session's: `s:`, the session id, a dot, and an HMAC-SHA256 in base64. */
const SIGNED = /^s:(.+)\.[A-Za-z0-9+/]{43}=?$/;

/** The session id in a cookie's value, or undefined where it is no session's cookie. */
export function sessionIdIn(cookieValue: string): string | undefined {
  return SIGNED.exec(percentDecoded(cookieValue))?.[1];
}

/** What was shown of data, when so many secrets were known. */
interface Hidden {
  shown: Record<string, unknown>;
  known: string;
}

/** Keeps what must not be shown out of all that is. */
export class Secrets {
  readonly #aliases: Aliases;
  readonly #reveal: boolean;
  readonly #masks = new Masks();
  readonly #passwords = new Set<string>();
  readonly #stored = new WeakMap<object, Hidden>();
  /** Passwords that are too short for the masks, where they stand alone. */
  #short: RegExp | undefined;

  constructor(aliases: Aliases, reveal: boolean) {
    this.#aliases = aliases;
    this.#reveal = reveal;
  }

  /** Learns a cookie's value, of which nobody knows yet whether it stands for a session. */
  learnCookie(value: string): void {
    if (!this.#reveal) this.#maskCookie(value, masked(value));
  }

  /**
   * What is shown for a cookie's value, and the alias of the session that it stands for.
   *
   * @param isSession whether an id in a signed cookie is one of a session
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
    for (const secret of [value, percentDecoded(value), sessionIdIn(value)]) {
      if (secret !== undefined) this.#masks.add(secret, mask);
    }
  }

  /** Learns a password. */
  password(value: string): void {
    if (this.#reveal || value === '') return;
    this.#passwords.add(value);
    for (const form of formsOf(value)) this.#masks.add(form, MASK);
    this.#short = wholeWords([...this.#passwords]);
  }

  /** What is shown for what was sent: passwords, and what by its name is a secret, whatever it holds, are masked. */
  sent(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return this.hideInData(this.#reveal ? data : maskSecrets(this.#withoutPasswords(data)));
  }

  /** A text from outside, without the secrets that were met so far. */
  hide(outside: string): string {
    const hidden = this.#masks.hideIn(outside);
    return this.#short ? hidden.replace(this.#short, MASK) : hidden;
  }

  /** Whole values that are a password: in what was sent even those that are too short to be looked for in texts. */
  #withoutPasswords<Data>(data: Data): Data {
    return JSON.parse(JSON.stringify(data), (_key, value) =>
      typeof value === 'string' && this.#passwords.has(value) ? MASK : value,
    );
  }

  /** A sentence of ours: what in it came from outside is without them. */
  text(sentence: Told): string {
    return sentence.text((outside) => this.hide(outside));
  }

  /** A value from outside without them, wherever in it they are. */
  hideIn(value: unknown): unknown {
    if (typeof value === 'string') return this.hide(value);
    if (Array.isArray(value)) return value.map((item) => this.hideIn(item));
    return isObject(value) ? this.hideInData(value) : value;
  }

  /** Data from outside without them, in its names and its values. */
  hideInData(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const entries = Object.entries(data);
    return Object.fromEntries(entries.map(([key, value]) => [this.hide(key), this.hideIn(value)]));
  }

  /** The same of what lies in a store, and is told at each step: it is looked into anew where more is secret by now. */
  hideInStored(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const known = `${this.#masks.revision} ${this.#passwords.size}`;
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

/** Finds short texts as words of their own. What has fewer than three characters could be anything. */
function wholeWords(texts: readonly string[]): RegExp | undefined {
  const short = texts.filter(({ length }) => length >= 3 && length < SHORTEST);
  const patterns = short.map((text) => text.replace(/[^\w]/g, '\\$&'));
  return short.length > 0
    ? new RegExp(`(?<![\\w-])(?:${patterns.join('|')})(?![\\w-])`, 'g')
    : undefined;
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
