/*
 * The Redis serialization protocol, version 2: https://redis.io/docs/latest/develop/reference/protocol-spec/
 * Texts are "binary strings", one character a byte, so that a key that is no valid UTF-8 is sent back as it came.
 */

/** What Redis answers to a command: a text or a status, a number, null, a list, or that it refuses. */
export type Reply = string | number | null | Reply[] | RefusedReply | WithheldReply;

/** An error that Redis answered with. */
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

/** A text that was too large to be kept. */
export class WithheldReply {
  /** Its length, in bytes. */
  readonly size: number;

  constructor(size: number) {
    this.size = size;
  }
}

/** Commands, each its name and arguments, as they are sent. */
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

/** The text that bytes stand for. */
export function fromBinary(binary: string): string {
  return /[\x80-\xff]/.test(binary) ? Buffer.from(binary, 'latin1').toString('utf8') : binary;
}

const CR = 0x0d;
const MINUS = 0x2d;
const ZERO = 0x30;
const [STATUS, REFUSAL, INTEGER, TEXT, LIST] = [...Buffer.from('+-:$*')];
const INCOMPLETE = Symbol('incomplete');

/** Cuts what arrives from Redis into replies. */
export class ReplyParser {
  readonly #largest: number;
  readonly #onReply: (reply: Reply) => void;
  /** What has arrived of a reply that is not complete. */
  #rest: Buffer[] = [];
  #restSize = 0;
  /** So much has to be there before it is worth another look. */
  #needed = 0;
  /** So many bytes of a text that is too large are still to come. */
  #skip = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** @param largest texts of more bytes than that are answered as a WithheldReply */
  constructor(largest: number, onReply: (reply: Reply) => void) {
    this.#largest = largest;
    this.#onReply = onReply;
  }

  /** Takes the next bytes, and hands on each reply that they complete. */
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
      const reply = this.#at < this.#bytes.length ? this.#read(true) : INCOMPLETE;
      if (reply === INCOMPLETE) break;
      end = this.#at;
      this.#onReply(reply);
    }
    this.#restSize = Math.max(0, this.#bytes.length - end);
    this.#rest = this.#restSize === 0 ? [] : [this.#bytes.subarray(end)];
  }

  /** A text that is too large can be skipped where it is a reply of its own, not within a list. */
  #read(whole: boolean): Reply | typeof INCOMPLETE {
    const start = this.#at;
    const kind = this.#bytes[start];
    switch (kind) {
      case STATUS:
      case REFUSAL: {
        const line = this.#readLine();
        return line === INCOMPLETE || kind === STATUS ? line : new RefusedReply(line);
      }
      case INTEGER:
        return this.#readNumber();
      case TEXT: {
        const size = this.#readNumber();
        return size === INCOMPLETE ? size : this.#readText(size, start, whole);
      }
      case LIST: {
        const length = this.#readNumber();
        return length === INCOMPLETE ? length : this.#readList(length);
      }
      default:
        throw new Error('What answers does not speak as Redis does');
    }
  }

  #readLine(): string | typeof INCOMPLETE {
    const begin = this.#at + 1;
    const end = this.#bytes.indexOf(CR, begin);
    if (end < 0 || end + 1 >= this.#bytes.length) return INCOMPLETE;
    this.#at = end + 2;
    return this.#bytes.toString('latin1', begin, end);
  }

  /** A line that is a number, which is read without a text in between: there is one before each value. */
  #readNumber(): number | typeof INCOMPLETE {
    const bytes = this.#bytes;
    const isNegative = bytes[this.#at + 1] === MINUS;
    let number = 0;
    let at = this.#at + (isNegative ? 2 : 1);
    for (; at < bytes.length && bytes[at] !== CR; at += 1) {
      number = number * 10 + (bytes[at] ?? ZERO) - ZERO;
    }
    if (at + 1 >= bytes.length) return INCOMPLETE;
    this.#at = at + 2;
    return isNegative ? -number : number;
  }

  #readText(size: number, start: number, whole: boolean): Reply | typeof INCOMPLETE {
    if (size < 0) return null;
    const begin = this.#at;
    const end = begin + size + 2;
    if (end <= this.#bytes.length) {
      this.#at = end;
      return size > this.#largest && whole
        ? new WithheldReply(size)
        : this.#bytes.toString('latin1', begin, begin + size);
    }
    if (whole && size > this.#largest) {
      this.#skip = end - this.#bytes.length;
      this.#at = this.#bytes.length;
      return new WithheldReply(size);
    }
    if (whole) this.#needed = end - start;
    return INCOMPLETE;
  }

  #readList(length: number): Reply | typeof INCOMPLETE {
    if (length < 0) return null;
    const list: Reply[] = [];
    for (let n = 0; n < length; n += 1) {
      const reply = this.#at < this.#bytes.length ? this.#read(false) : INCOMPLETE;
      if (reply === INCOMPLETE) return INCOMPLETE;
      list.push(reply);
    }
    return list;
  }
}
