/*
 * The Redis serialization protocol, version 2: https://redis.io/docs/latest/develop/reference/protocol-spec/
 * Texts are "binary strings" with one character per byte, so that a key that is not UTF-8 is sent back as it came.
 */

/** A reply of Redis: a text or a status, a number, null, a list, or an error. */
export type Reply = string | number | null | Reply[] | RefusedReply | WithheldReply;

/** An error of Redis. */
export class RefusedReply {
  /** `NOPERM this user has no permissions …` */
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }

  /** `NOPERM` */
  get code(): string {
    return this.message.split(' ', 1)[0] ?? '';
  }
}

/** A text that was too large to keep. */
export class WithheldReply {
  /** Its length, in bytes. */
  readonly size: number;

  constructor(size: number) {
    this.size = size;
  }
}

/** Commands, each a name with arguments, in the form in which they are sent. */
export function encode(commands: readonly string[][]): string {
  const parts: string[] = [];
  for (const command of commands) {
    parts.push(`*${command.length}`);
    for (const part of command) parts.push(`$${part.length}`, part);
  }
  return `${parts.join('\r\n')}\r\n`;
}

/** The bytes of a text, as characters. */
export function toBinary(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The text in some bytes. */
export function fromBinary(binary: string): string {
  return /[\x80-\xff]/.test(binary) ? Buffer.from(binary, 'latin1').toString('utf8') : binary;
}

const CR = 0x0d;
const LF = 0x0a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const ZERO = 0x30;
const [STATUS, REFUSAL, INTEGER, TEXT, LIST] = [...Buffer.from('+-:$*')];
const INCOMPLETE = Symbol('incomplete');

/*
 * Limits that Redis never reaches: beyond them, a reply would only fill our memory. Redis's own limit for a text is 512
 * MB, which an administrator can raise; the longest lists are pages of keys, the deepest is that of a cluster's slots.
 */
const LONGEST_TEXT = 2 ** 32;
const LONGEST_LINE = 64 * 1024;
const LARGEST_LIST = 64 * 1024 * 1024;
const MOST_ITEMS = 1_000_000;
const DEEPEST = 8;
const MOST_DIGITS = 19;
/** `+`, and the end of a line. */
const SMALLEST_REPLY = 3;

/** Splits what arrives from Redis into replies. If a server sends what Redis never would, it stops reading. */
export class ReplyParser {
  readonly #largest: number;
  readonly #onReply: (reply: Reply, bytes: number) => void;
  /** The bytes of an incomplete reply. */
  #rest: Buffer[] = [];
  #restSize = 0;
  /** How many bytes must arrive before parsing can succeed. */
  #needed = 0;
  /** How many bytes of a text that is too large are still to come. */
  #skip = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Where the current reply begins, and how many items its lists have so far. */
  #start = 0;
  #items = 0;

  /**
   * @param largest larger texts, in bytes, become a WithheldReply
   * @param onReply called with each reply, and how many bytes of it were held
   */
  constructor(largest: number, onReply: (reply: Reply, bytes: number) => void) {
    this.#largest = largest;
    this.#onReply = onReply;
  }

  /**
   * Takes the next bytes, and passes on each reply that they complete.
   *
   * @throws if Redis would never send them
   */
  push(chunk: Buffer): void {
    const skipped = Math.min(this.#skip, chunk.length);
    this.#skip -= skipped;
    if (skipped < chunk.length) this.#rest.push(chunk.subarray(skipped));
    this.#restSize += chunk.length - skipped;
    if (this.#restSize === 0 || this.#restSize < this.#needed) return;

    const [only = this.#bytes, ...others] = this.#rest;
    this.#bytes = others.length === 0 ? only : Buffer.concat(this.#rest);
    this.#at = 0;
    let end = 0;
    for (;;) {
      this.#needed = 0;
      this.#start = this.#at;
      this.#items = 0;
      const reply = this.#at < this.#bytes.length ? this.#read(0) : INCOMPLETE;
      if (reply === INCOMPLETE) break;
      end = this.#at;
      this.#onReply(reply, end - this.#start);
    }
    this.#restSize = Math.max(0, this.#bytes.length - end);
    this.#rest = this.#restSize === 0 ? [] : [this.#bytes.subarray(end)];
  }

  /** A text that is too large can only be skipped if it is a whole reply, not an item of a list. */
  #read(depth: number): Reply | typeof INCOMPLETE {
    const kind = this.#bytes[this.#at];
    switch (kind) {
      case STATUS:
      case REFUSAL: {
        const line = this.#readLine();
        return line === INCOMPLETE || kind === STATUS ? line : new RefusedReply(line);
      }
      case INTEGER:
        return this.#readNumber();
      case TEXT: {
        const size = this.#readLength(depth === 0 ? LONGEST_TEXT : LARGEST_LIST);
        return size === INCOMPLETE || size === null ? size : this.#readText(size, depth === 0);
      }
      case LIST: {
        const length = this.#readLength(MOST_ITEMS - this.#items);
        return length === INCOMPLETE || length === null ? length : this.#readList(length, depth);
      }
      default:
        throw nonsense();
    }
  }

  #readLine(): string | typeof INCOMPLETE {
    const begin = this.#at + 1;
    const end = this.#bytes.indexOf(CR, begin);
    if ((end < 0 ? this.#bytes.length : end) - begin > LONGEST_LINE) throw nonsense();
    if (end < 0 || end + 1 >= this.#bytes.length) return INCOMPLETE;
    this.#endLine(end);
    return this.#bytes.toString('latin1', begin, end);
  }

  /** A line with a number, read without making a text of it, because there is one before each value. */
  #readNumber(): number | typeof INCOMPLETE {
    const bytes = this.#bytes;
    const sign = bytes[this.#at + 1];
    const begin = this.#at + (sign === MINUS || sign === PLUS ? 2 : 1);
    let number = 0;
    let at = begin;
    for (; at < bytes.length && bytes[at] !== CR; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9 || at - begin >= MOST_DIGITS) throw nonsense();
      number = number * 10 + digit;
    }
    if (at + 1 >= bytes.length) return INCOMPLETE;
    if (at === begin) throw nonsense();
    this.#endLine(at);
    return sign === MINUS ? -number : number;
  }

  /** The length of a text or a list; null for one that does not exist. */
  #readLength(most: number): number | null | typeof INCOMPLETE {
    const length = this.#readNumber();
    if (length === -1) return null;
    if (length !== INCOMPLETE && (length < 0 || length > most)) throw nonsense();
    return length;
  }

  #readText(size: number, whole: boolean): Reply | typeof INCOMPLETE {
    const begin = this.#at;
    const end = begin + size + 2;
    if (end <= this.#bytes.length) {
      this.#endLine(end - 2);
      return size > this.#largest && whole
        ? new WithheldReply(size)
        : this.#bytes.toString('latin1', begin, begin + size);
    }
    if (whole && size > this.#largest) {
      this.#skip = end - this.#bytes.length;
      this.#at = this.#bytes.length;
      return new WithheldReply(size);
    }
    this.#needed = end - this.#start;
    if (this.#needed > LARGEST_LIST) throw nonsense();
    return INCOMPLETE;
  }

  #readList(length: number, depth: number): Reply | typeof INCOMPLETE {
    if (depth === DEEPEST) throw nonsense();
    this.#items += length;
    const list: Reply[] = [];
    for (let n = 0; n < length; n += 1) {
      const begin = this.#at;
      const reply = begin < this.#bytes.length ? this.#read(depth + 1) : INCOMPLETE;
      if (reply === INCOMPLETE) {
        // At least so many bytes must still come: trying again after each byte would be very slow.
        const least = begin - this.#start + SMALLEST_REPLY * (length - n);
        this.#needed = Math.max(this.#needed, least);
        if (this.#bytes.length - this.#start > LARGEST_LIST) throw nonsense();
        return INCOMPLETE;
      }
      list.push(reply);
    }
    return list;
  }

  /** Continues after the end of a line. */
  #endLine(at: number): void {
    if (this.#bytes[at] !== CR || this.#bytes[at + 1] !== LF) throw nonsense();
    this.#at = at + 2;
  }
}

function nonsense(): Error {
  return new Error('what answers does not speak as Redis does');
}
