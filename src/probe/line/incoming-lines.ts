/**
 * The longest line that is accepted, in characters: the text of the largest session, escaped as JSON, and some more.
 */
const LONGEST_LINE = 32 * 1024 * 1024;
/** How much may be kept of unfinished lines, of all senders together. */
const MOST_HELD = 64 * 1024 * 1024;
/** What a piece of a line takes in memory besides its characters. */
const PIECE = 64;

/** How much all senders of lines together may leave unfinished. */
export class LineRoom {
  #left: number;

  constructor(most = MOST_HELD) {
    this.#left = most;
  }

  /** Whether there was room for this much. */
  take(size: number): boolean {
    if (size > this.#left) return false;
    this.#left -= size;
    return true;
  }

  give(size: number): void {
    this.#left += size;
  }
}

/**
 * Splits a text that comes in pieces into lines. A line that is too long, or for which there is no room, is dropped:
 * its sender may never end it. Each character is looked at once, however many pieces a line has.
 */
export class IncomingLines {
  readonly #room: LineRoom;
  readonly #longest: number;
  readonly #take: (line: string) => void;
  #line = '';
  #held = 0;
  #isLeftOut = false;

  constructor(room: LineRoom, take: (line: string) => void, longest = LONGEST_LINE) {
    this.#room = room;
    this.#take = take;
    this.#longest = longest;
  }

  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#keep(text.slice(start, end));
      this.#finish();
      start = end + 1;
    }
    if (start < text.length) this.#keep(text.slice(start));
  }

  /** Drops the unfinished line. */
  close(): void {
    this.#line = '';
    this.#room.give(this.#held);
    this.#held = 0;
  }

  #keep(piece: string): void {
    if (this.#isLeftOut) return;
    const size = piece.length + PIECE;
    if (this.#line.length + piece.length > this.#longest || !this.#room.take(size)) {
      this.#isLeftOut = true;
      this.close();
      return;
    }
    this.#held += size;
    // The engine joins the pieces once, when somebody reads the line.
    this.#line += piece;
  }

  #finish(): void {
    const line = this.#isLeftOut ? undefined : this.#line;
    this.#isLeftOut = false;
    this.close();
    if (line !== undefined) this.#take(line);
  }
}
