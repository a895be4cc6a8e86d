/** Of a longer line, the beginning is told. */
const LONGEST_LINE = 10_000;

/** Makes lines of what a process prints, in whatever pieces that comes. */
export class OutputLines {
  readonly #tell: (line: string) => void;
  #line = '';
  /** How many characters of the line are not told. */
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

  /** What came after the last end of a line is one as well. */
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
