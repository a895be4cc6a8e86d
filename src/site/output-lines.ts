/** Only the beginning of a longer line is shown. */
const LONGEST_LINE = 10_000;

/** Splits a process's output, which arrives in pieces of any size, into lines. */
export class OutputLines {
  readonly #tell: (line: string) => void;
  #line = '';
  /** How many characters of the line are not shown. */
  #untold = 0;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  push(text: string): void {
    const [first = '', ...others] = text.split(/\r\n|\n|\r(?!$)/);
    this.#add(first);
    for (const line of others) {
      this.#endLine();
      this.#add(line);
    }
  }

  /** The rest after the last line end is a line too. */
  end(): void {
    if (this.#line !== '') this.#endLine();
  }

  #add(text: string): void {
    const room = LONGEST_LINE - this.#line.length;
    this.#line += text.slice(0, room);
    this.#untold += Math.max(0, text.length - room);
  }

  #endLine(): void {
    const line = this.#line.replace(/\r$/, '');
    this.#tell(this.#untold > 0 ? `${line}… (and ${this.#untold} characters more)` : line);
    this.#line = '';
    this.#untold = 0;
  }
}
