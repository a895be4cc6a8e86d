import { MASK } from './values.ts';

/** A shorter text could be part of any word. */
export const SHORTEST = 6;

/**
 * The budget for comparisons that fail, in characters: for each character of a text, and in addition. A usual text
 * needs little of it. But an app can set hundreds of secrets, and write a text of the beginnings of secrets, which
 * would take hours without a budget.
 */
const COMPARED = { each: 32, more: 10_000 };

/**
 * For so many pairs of characters, one of the text and one of the secrets, the engine's own search takes only some
 * milliseconds, whatever the text. For more, that search is skipped.
 */
const MOST_PAIRS = 10_000_000;

/** The end of a word that may contain a secret. */
const WORD_END = /[\s"'<>;,&]/g;

/** Secret texts, each with the mask that is shown instead. */
export class Masks {
  readonly #masks = new Map<string, string>();
  /** By the first characters: the lengths of the secrets that begin with them, the longest first. */
  readonly #lengths = new Map<string, number[]>();
  /** The pairs of characters that secrets begin with, which rules out most positions in a text at once. */
  readonly #pairs = new Uint8Array(65_536);

  /** The length of all secrets together. */
  #size = 0;
  #revision = 0;

  /** Changes when a secret is added; until then, the result for a text stays the same. */
  get revision(): number {
    return this.#revision;
  }

  /** Adds a secret, unless it is very short. */
  add(secret: string, mask: string): void {
    if (secret.length < SHORTEST || this.#masks.get(secret) === mask) return;
    if (!this.#masks.has(secret)) this.#size += secret.length;
    this.#masks.set(secret, mask);
    this.#revision += 1;
    this.#pairs[pairAt(secret, 0)] = 1;
    const head = secret.slice(0, SHORTEST);
    const lengths = this.#lengths.get(head) ?? [];
    if (lengths.includes(secret.length)) return;
    this.#lengths.set(
      head,
      [...lengths, secret.length].sort((one, other) => other - one),
    );
  }

  /**
   * The text with masks instead of secrets, in one pass, even for many secrets with the same beginning. If a text takes
   * too many comparisons, each further word that begins like a secret is masked, too.
   */
  hideIn(text: string): string {
    if (this.#size * text.length <= MOST_PAIRS && !this.#isAnyIn(text)) return text;
    let hidden = '';
    let done = 0;
    const patience = { left: COMPARED.each * text.length + COMPARED.more };
    for (let at = 0; at <= text.length - SHORTEST; at += 1) {
      if (this.#pairs[pairAt(text, at)] !== 1) continue;
      const secret = this.#secretAt(text, at, patience);
      if (secret === undefined) continue;
      hidden += text.slice(done, at) + (this.#masks.get(secret) ?? MASK);
      done = at + secret.length;
      at = done - 1;
    }
    return done === 0 ? text : hidden + text.slice(done);
  }

  #isAnyIn(text: string): boolean {
    for (const secret of this.#masks.keys()) if (text.includes(secret)) return true;
    return false;
  }

  #secretAt(text: string, at: number, patience: { left: number }): string | undefined {
    for (const length of this.#lengths.get(text.slice(at, at + SHORTEST)) ?? []) {
      if (length > text.length - at) continue;
      if (patience.left < 0) return wordAt(text, at);
      const candidate = text.slice(at, at + length);
      if (this.#masks.has(candidate)) return candidate;
      patience.left -= length;
    }
    return undefined;
  }
}

function wordAt(text: string, at: number): string {
  WORD_END.lastIndex = at + SHORTEST;
  return text.slice(at, WORD_END.exec(text)?.index);
}

function pairAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 256 + text.charCodeAt(at + 1)) & 0xffff;
}
