import type { IncomingMessage, ServerResponse } from 'node:http';
import { maskQuery } from '../../masking/query.ts';
import { SECRET_HEADERS } from '../../masking/values.ts';
import { attempt } from '../attempt.ts';
import { LONGEST_NAME, LONGEST_PATH } from '../messages.ts';
import { type AppFunction, replaceAll } from '../watched.ts';
import { bodyWithoutSecrets } from './body.ts';
import { LONGEST_SENT, MOST_HEADERS, type ProbeBody, type ProbeSent } from './shapes.ts';

/**
 * What one request sends. Its body is copied as Node passes it to the request's stream. Only the app reads that stream:
 * as fast as it wants, or not at all.
 */
export class Sending {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #isWhole = false;

  constructor({ request, response }: { request: IncomingMessage; response: ServerResponse }) {
    this.#request = request;
    this.#response = response;
    const { push } = request;
    const sending = this;
    const watched: AppFunction = function (this: unknown, ...args) {
      attempt(() => sending.#take(args[0]));
      return Reflect.apply(push, this, args);
    };
    if (mayHaveBody(request)) replaceAll(request, new Map([['push', watched]]));
  }

  /** What was sent so far. */
  told(): ProbeSent {
    const { headers } = this.#request;
    const from = fromOf(headers.referer, headers.host);
    const shown = scriptHeaders(this.#request);
    const secretHeaders = Object.keys(headers)
      .filter((name) => name !== 'cookie' && SECRET_HEADERS.test(name) && !/^sec-/.test(name))
      .slice(0, MOST_HEADERS)
      .map((name) => name.slice(0, LONGEST_NAME));
    const body = this.#body();
    const type = String(this.#response.getHeader('content-type') ?? '');
    return {
      host: (headers.host ?? '').slice(0, LONGEST_NAME),
      ...(from !== undefined && { from }),
      ...(shown && { headers: shown }),
      ...(secretHeaders.length > 0 && { secretHeaders }),
      ...(body && { body }),
      ...(/^text\/html\b/i.test(type) && { isPage: true }),
    };
  }

  #take(piece: unknown): void {
    if (piece === null) this.#isWhole = true;
    else if (Buffer.isBuffer(piece)) {
      this.#size += piece.length;
      // A copy: the reader may write into the buffer.
      if (this.#size <= LONGEST_SENT) this.#pieces.push(Buffer.from(piece));
      else this.#pieces.length = 0;
    }
  }

  #body(): ProbeBody | undefined {
    const { headers } = this.#request;
    if (this.#size === 0) return undefined;
    const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity';
    if (!this.#isWhole || !isPlain || this.#size > LONGEST_SENT) return { other: true };
    const text = Buffer.concat(this.#pieces).toString('utf8');
    return (
      attempt(() => bodyWithoutSecrets(headers['content-type'] ?? '', text)) ?? { other: true }
    );
  }
}

function mayHaveBody({ method = 'GET' }: IncomingMessage): boolean {
  return !['GET', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'].includes(method);
}

/** The path of the page of the same site that it was sent from, without secrets. */
function fromOf(referer: string | undefined, host: string | undefined): string | undefined {
  if (referer === undefined || !URL.canParse(referer)) return undefined;
  const url = new URL(referer);
  return url.host === host
    ? maskQuery(url.pathname + url.search).slice(0, LONGEST_PATH)
    : undefined;
}

/** Values that a flow can send again. */
const PLAIN = new RegExp(`^[\\t\\x20-\\x7e]{1,${LONGEST_NAME}}$`);

/** Headers that a script sends, and that opening a page does not. */
function scriptHeaders({ headers }: IncomingMessage): Record<string, string> | undefined {
  const { accept = '', 'x-requested-with': by } = headers;
  const shown = {
    ...(accept !== '' && accept !== '*/*' && !/text\/html/i.test(accept) && { Accept: accept }),
    ...(typeof by === 'string' && { 'X-Requested-With': by }),
  };
  const isPlain = Object.values(shown).every((text) => PLAIN.test(text));
  return isPlain && Object.keys(shown).length > 0 ? shown : undefined;
}
