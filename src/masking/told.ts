interface Part {
  text: string;
  /** True of our own words. */
  own: boolean;
}

/**
 * A sentence that knows which of its words are ours, and which came from outside: from a page, a cookie, a flow. Only
 * those can be a secret, and only those are masked: a cookie whose value is "destroyed" takes none of our words away.
 */
export class Told {
  readonly #parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** @param hide masks what came from outside */
  text(hide: (outside: string) => string): string {
    return this.#parts.map(({ text, own }) => (own ? text : hide(text))).join('');
  }

  /** Whether it begins with words of ours. */
  startsWith(words: string): boolean {
    const [first] = this.#parts;
    return first?.own === true && first.text.startsWith(words);
  }

  /** The parts of several, one after the other. */
  static join(all: readonly Told[], between: string): Told {
    const gap: Part = { text: between, own: true };
    return new Told(all.flatMap((one, index) => [...(index === 0 ? [] : [gap]), ...one.#parts]));
  }
}

/** What is in the template is ours; what is put into it came from outside, unless it says otherwise. */
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

/** Words of ours. */
export function own(text: string): Told {
  return new Told([{ text, own: true }]);
}
