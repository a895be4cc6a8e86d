import type { Header } from '../../events/run.ts';

/** What the head of a response says. */
export interface AnswerHead {
  status: number;
  headers: Header[];
  /** How the body ends: after so many bytes, after the last chunk, or when the connection ends. */
  body: number | 'chunked' | 'rest';
  /** Whether the connection can be used for another request. */
  reusable: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/;
const FIELD = /^([!#$%&'*+\-.^`|~\w]+):[ \t]*(.*)$/;
const LENGTH = /^\d{1,15}$/;

/** The response is not HTTP as in RFC 9112. */
export function unreadable(why: string): Error {
  return new Error(`Parse Error: ${why}`);
}

/** @throws Error if a line is not the first one of a response */
export function checkStatusLine(line: string): void {
  if (!STATUS_LINE.test(line)) throw unreadable('the answer does not begin like one of HTTP/1.1');
}

/**
 * Reads a head, from its status line to its last header. It is strict if two readers could disagree about where a
 * response ends.
 *
 * @throws Error if it is not valid
 */
export function readHead([first = '', ...lines]: readonly string[]): AnswerHead {
  checkStatusLine(first);
  const [, minor, status] = STATUS_LINE.exec(first) ?? [];
  const headers = headersIn(lines);
  const code = Number(status);
  const body = bodyOf(code, headers);
  const connection = listOf(headers, 'connection');
  const stays = minor === '1' ? !connection.includes('close') : connection.includes('keep-alive');
  return { status: code, headers, body, reusable: stays && body !== 'rest' };
}

function headersIn(lines: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    if (last && /^[ \t]/.test(line)) {
      // A line that continues the one before (RFC 9112, section 5.2).
      last[1] = `${last[1]} ${line.trim()}`.trim();
      continue;
    }
    const [, name, value = ''] = FIELD.exec(line) ?? [];
    if (name === undefined) throw unreadable('a line of the headers is none');
    headers.push([name, value.trimEnd()]);
  }
  return headers;
}

/** How the body ends: RFC 9112, section 6.3. */
function bodyOf(status: number, headers: readonly Header[]): AnswerHead['body'] {
  if (status < 200 || status === 204 || status === 304) return 0;
  const codings = listOf(headers, 'transfer-encoding');
  const [length, ...others] = new Set(listOf(headers, 'content-length'));
  if (codings.length > 0) {
    if (length !== undefined)
      throw unreadable('it has both a Content-Length and a Transfer-Encoding');
    return codings.at(-1) === 'chunked' ? 'chunked' : 'rest';
  }
  if (length === undefined) return 'rest';
  if (others.length > 0 || !LENGTH.test(length))
    throw unreadable('its Content-Length is no length');
  return Number(length);
}

/** The entries of a header that is a list, in lower case. */
function listOf(headers: readonly Header[], name: string): string[] {
  return headers
    .filter(([key]) => key.length === name.length && key.toLowerCase() === name)
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
