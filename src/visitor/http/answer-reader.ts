import { type AnswerHead, checkStatusLine, readHead, unreadable } from './answer-head.ts';
import { MOST_FRAMING, tooMuchFraming } from './body.ts';

/** Called while a response arrives. */
export interface AnswerListener {
  /** The head is complete. Interim responses (1xx) are not reported. */
  onHead(head: AnswerHead): void;
  onPiece(piece: Buffer): void;
  /** The response is complete. @param reusable whether the connection can be used for another request */
  onEnd(reusable: boolean): void;
}

/** What must come next: a line of some kind, bytes of the body, or nothing. */
type Next = 'head' | 'size' | 'gap' | 'trailer' | 'sized' | 'chunk' | 'rest' | 'nothing';

/** A size, and extensions, which are ignored. */
const SIZE_LINE = /^([\da-f]{1,13})[ \t]*(?:;.*)?$/i;
const LF = 0x0a;

/**
 * Reads one response after the other from the bytes of a connection, as in RFC 9112. A reader that skips what is not
 * HTTP, or accepts a negative size, could be made to loop for ever: this one does neither.
 */
export class AnswerReader {
  readonly #listener: AnswerListener;
  #next: Next = 'nothing';
  /** The beginning of an incomplete line. */
  #line = '';
  #head: string[] = [];
  #reusable = false;
  /** Bytes of the body, or of a chunk of it, that have not arrived. */
  #left = 0;
  /** Bytes other than the body's since its last byte. */
  #framing = 0;

  constructor(listener: AnswerListener) {
    this.#listener = listener;
  }

  /** Expects a response. */
  begin(): void {
    this.#next = 'head';
    this.#framing = 0;
  }

  /** Reads bytes that have arrived. @throws Error if they are not HTTP, or there are too many without a body */
  read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#next === 'nothing') throw unreadable('more came than was asked for');
      const takesBytes = ['sized', 'chunk', 'rest'].includes(this.#next);
      at = takesBytes ? this.#readBytes(chunk, at) : this.#readLine(chunk, at);
    }
  }

  /** The connection has ended. If the body lasts as long as the connection, this is its end. */
  finish(): void {
    if (this.#next === 'rest') this.#end(false);
  }

  #readBytes(chunk: Buffer, from: number): number {
    const isRest = this.#next === 'rest';
    const to = isRest ? chunk.length : Math.min(chunk.length, from + this.#left);
    this.#framing = 0;
    this.#left -= to - from;
    this.#listener.onPiece(chunk.subarray(from, to));
    if (isRest || this.#left > 0) return to;
    if (this.#next === 'chunk') this.#next = 'gap';
    else this.#end(to === chunk.length);
    return to;
  }

  #readLine(chunk: Buffer, from: number): number {
    const found = chunk.indexOf(LF, from);
    const end = found === -1 ? chunk.length : found;
    const to = Math.min(chunk.length, end + 1);
    this.#framing += to - from;
    if (this.#framing > MOST_FRAMING) throw tooMuchFraming();
    // Header values are bytes (RFC 9110, section 5.5).
    this.#line += chunk.toString('latin1', from, end);
    if (found === -1) return to;
    const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    this.#line = '';
    if (/[\0\r]/.test(line)) throw unreadable('a line has a character in it that none may have');
    this.#takeLine(line, to === chunk.length);
    return to;
  }

  /** @param isLast whether nothing came after it */
  #takeLine(line: string, isLast: boolean): void {
    switch (this.#next) {
      case 'head':
        if (line === '' && this.#head.length > 0) this.#takeHead(isLast);
        // Some servers send an additional line break after a body (RFC 9112, section 2.2).
        else if (line !== '') this.#takeHeadLine(line);
        break;
      case 'size':
        this.#left = sizeIn(line);
        this.#next = this.#left === 0 ? 'trailer' : 'chunk';
        break;
      case 'gap':
        if (line !== '') throw unreadable('a chunk is longer than its size');
        this.#next = 'size';
        break;
      case 'trailer':
        if (line === '') this.#end(isLast);
        break;
    }
  }

  #takeHeadLine(line: string): void {
    // A server with another protocol may send only one line.
    if (this.#head.length === 0) checkStatusLine(line);
    this.#head.push(line);
  }

  #takeHead(isLast: boolean): void {
    const head = readHead(this.#head);
    this.#head = [];
    if (head.status === 101) throw unreadable('it changes to a protocol that nobody asked for');
    // An interim response: the real one is still to come (RFC 9110, section 15.2).
    if (head.status < 200) return;
    this.#reusable = head.reusable;
    this.#listener.onHead(head);
    if (head.body === 0) this.#end(isLast);
    else if (head.body === 'chunked') this.#next = 'size';
    else if (head.body === 'rest') this.#next = 'rest';
    else {
      this.#left = head.body;
      this.#next = 'sized';
    }
  }

  /** @param isLast whether nothing came after it: anything more was not asked for */
  #end(isLast: boolean): void {
    this.#next = 'nothing';
    this.#listener.onEnd(this.#reusable && isLast);
  }
}

function sizeIn(line: string): number {
  const [, digits] = SIZE_LINE.exec(line) ?? [];
  if (digits === undefined) throw unreadable('the size of a chunk is no size');
  return Number.parseInt(digits, 16);
}
