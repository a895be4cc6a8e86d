import { Failure } from '../failure.ts';
import { isTooDeep, placeOfMistake } from './file/json-text.ts';
import type { PlainRequest } from './way-in.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const REQUEST = /^\s*([A-Za-z]+)\s+(\S+)(?:\s+(\S[\s\S]*))?$/;
const EXAMPLE = 'POST /api/login {"email":"$user","password":"$password"}';

/**
 * Parses a request from one line: a method, a path, and a body as JSON or as the fields of a form.
 *
 * @param setting the name of the option, for error messages
 * @throws Failure `usage`
 */
export function plainRequestIn(text: string, setting: string): PlainRequest {
  const [, word = '', path = '', body] = REQUEST.exec(text) ?? [];
  const method = word.toUpperCase();
  if (!METHODS.includes(method)) {
    throw new Failure(
      'usage',
      // The rest of the text may contain a password.
      `${setting} is not a path that begins with /, and no request: ${first(text)}. Write it like: ${EXAMPLE}`,
    );
  }
  checkPath(path, setting);
  const sent = body?.trim();
  if (!sent) return { method, path };
  if (/^[{[]/.test(sent)) return { method, path, json: jsonIn(sent, setting) };
  return { method, path, form: Object.fromEntries(new URLSearchParams(sent)) };
}

/** The same as one line, which parses to the same request. */
export function requestText({ method, path, json, form }: PlainRequest): string {
  // In an address, `$` is encoded, but here it begins a name.
  const fields = form && new URLSearchParams(form).toString().replaceAll('%24', '$');
  const sent = json === undefined ? fields : JSON.stringify(json);
  return [method, path, sent].filter(Boolean).join(' ');
}

/** @throws Failure `usage` if it is not a path of the site */
export function checkPath(path: string, setting: string): void {
  if (/^\/(?!\/)\S*$/.test(path)) return;
  throw new Failure(
    'usage',
    `${setting} must be a path of the site, without its host: /signin, not ${path || 'nothing'}.`,
  );
}

function first(text: string): string {
  return /^\s*[^\s{["?=]*/.exec(text)?.[0].trim() || 'what it sends alone';
}

function jsonIn(text: string, setting: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Failure(
      'usage',
      `What ${setting} sends is not valid JSON${placeOfMistake(error)}. Write it like: ${EXAMPLE}`,
      { cause: error },
    );
  }
  if (!isTooDeep(value)) return value;
  throw new Failure('usage', `What ${setting} sends has more than 100 levels. Send less.`);
}
