interface Part {
  text: string;
  /** Whether these are our own words. */
  own: boolean;
}

/**
 * A sentence that keeps its own words apart from texts from outside: of a page, a cookie, a flow. Only texts from
 * outside are masked: otherwise, a cookie with the value "destroyed" would mask that word in our own sentences.
 */
export class Told {
  readonly #parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** @param hide masks a text from outside */
  text(hide: (outside: string) => string): string {
    return this.#parts.map(({ text, own }) => (own ? text : hide(text))).join('');
  }

  /** Whether it begins with these words, as our own. */
  startsWith(words: string): boolean {
    const [first] = this.#parts;
    return first?.own === true && first.text.startsWith(words);
  }

  static join(all: readonly Told[], between: string): Told {
    const gap: Part = { text: between, own: true };
    return new Told(all.flatMap((one, index) => [...(index === 0 ? [] : [gap]), ...one.#parts]));
  }
}

/** The template is our own text; a value in it is from outside, unless it is a `Told` itself. */
export function told(
  words: TemplateStringsArray,
  ...values: ReadonlyArray<string | number | Told>
): Told {
  return Told.join(
    words.flatMap((word, index) => {
      const value = values[index];
      const outside =
        value instanceof Told ? value : new Told([{ text: String(value ?? ''), own: false }]);
      return [own(word), outside];
    }),
    '',
  );
}

export function own(text: string): Told {
  return new Told([{ text, own: true }]);
}
