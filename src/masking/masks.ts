import { MASK } from './values.ts';

/** What is shorter could be part of any word. */
export const SHORTEST = 6;

/**
 * So many characters are compared in vain for each character of a text, and so many more. A text of people's needs a few;
 * one that is made of the beginnings of secrets, by an app that sets hundreds of them, would need hours.
 */
const COMPARED = { each: 32, more: 10_000 };

/**
 * As many pairs of characters, of a text and of all secrets, can be compared in some milliseconds: so far, a look by the
 * engine itself at whether there is a secret in the text at all is never long, whatever the text.
 */
const MOST_PAIRS = 10_000_000;

/** Where a word ends in which there may be a secret. */
const WORD_END = /[\s"'<>;,&]/g;

/** Texts that are not shown, each with what stands for it. */
export class Masks {
  readonly #masks = new Map<string, string>();
  /** How long those are that begin with the same characters; the longest first. */
  readonly #lengths = new Map<string, number[]>();
  /** Which pairs of characters one of them begins with: most places of a text are passed over by that. */
  readonly #pairs = new Uint8Array(65_536);

  /** How long all secrets are together. */
  #size = 0;
  #revision = 0;

  /** As long as it is the same, a text is hidden as before. */
  get revision(): number {
    return this.#revision;
  }

  /** What is very short is not taken. */
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
   * The text with masks in it: in one pass, however many secrets there are, and however alike they begin. Where a text
   * takes too long to tell which secret is in it, all words go that begin as one does.
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
