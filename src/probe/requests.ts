import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProbeRequest, ProbeRequestSession } from './messages.ts';

/** What Node tells of a request, before the app hears of it. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** The part of a session store that makes a request its session. */
export type SessionMaker = Partial<
  Record<'generate' | 'createSession', (...args: unknown[]) => unknown>
>;

type OnEnd = (error: string | undefined) => void;

/** The requests that are under way, and what each does to its session. */
export class RequestWatch {
  readonly #open = new Map<unknown, Trace>();
  readonly #wrapped = new WeakSet<object>();

  constructor(tell: (request: ProbeRequest) => void) {
    subscribe('http.server.request.start', (exchange) => {
      if (!isExchange(exchange)) return;
      const { request } = exchange;
      const trace = new Trace(exchange, (told) => {
        this.#open.delete(request);
        tell(told);
      });
      this.#open.set(request, trace);
    });
  }

  /** Listens where a store makes a request its session: express-session calls the one or the other. */
  meet(store: SessionMaker): void {
    for (const name of ['generate', 'createSession'] as const) {
      const original = store[name];
      if (!original || this.#wrapped.has(original)) continue;
      const watched = (...args: unknown[]) => {
        const [request, found] = args;
        this.#open.get(request)?.begin(found);
        return original.apply(store, args);
      };
      this.#wrapped.add(watched);
      store[name] = watched;
    }
  }

  /** Whom to tell when an operation has ended; undefined where no request is known that it belongs to. */
  operation(name: string, [id, session]: readonly unknown[]): OnEnd | undefined {
    if (typeof id !== 'string') return undefined;
    if (name === 'destroy') return this.#about(id)?.operation(name, id);
    if (name !== 'set' && name !== 'touch') return undefined;
    const request = isObject(session) ? Reflect.get(session, 'req') : undefined;
    const trace = this.#open.get(request) ?? this.#about(id);
    return trace?.operation(name, id, session);
  }

  #about(sessionId: string): Trace | undefined {
    return [...this.#open.values()].find((trace) => trace.isAbout(sessionId));
  }
}

/** What one request does. */
class Trace {
  readonly #request: IncomingMessage;
  readonly #path: string;
  readonly #began = performance.now();
  readonly #texts = new Map<string, string>();
  readonly #errors: string[] = [];
  readonly #done = { set: false, touch: false, destroy: false };
  #before: { sessionId?: string; text?: string } | undefined;
  #pending = 1;
  readonly #release: () => void;

  constructor({ request, response }: Exchange, tell: (request: ProbeRequest) => void) {
    this.#request = request;
    this.#path = request.url ?? '';
    let complete: Pick<ProbeRequest, 'at' | 'took' | 'status' | 'cookies'>;
    this.#release = () => {
      this.#pending -= 1;
      if (this.#pending > 0) return;
      const session = this.#session();
      const method = request.method ?? '';
      tell({ method, path: this.#path, ...complete, ...(session && { session }) });
    };
    response.once('close', () => {
      complete = {
        at: Date.now(),
        took: performance.now() - this.#began,
        ...(response.headersSent && { status: response.statusCode }),
        cookies: cookieNames(response),
      };
      this.#release();
    });
  }

  begin(found: unknown): void {
    if (this.#before) return;
    const sessionId = idOf(this.#request);
    const text = textOf(found);
    this.#before = { ...(sessionId && { sessionId }), ...(text && { text }) };
    if (sessionId && text) this.#texts.set(sessionId, text);
  }

  isAbout(id: string): boolean {
    return this.#before?.sessionId === id || idOf(this.#request) === id;
  }

  operation(name: 'set' | 'touch' | 'destroy', id: string, session?: unknown): OnEnd {
    const text = name === 'set' ? textOf(session) : undefined;
    this.#pending += 1;
    return (error) => {
      if (error !== undefined) this.#errors.push(`${name}: ${error}`);
      else {
        this.#done[name] = true;
        if (text) this.#texts.set(id, text);
      }
      this.#release();
    };
  }

  #session(): ProbeRequestSession | undefined {
    if (!this.#before) return undefined;
    const { sessionId: cameWith, text: found } = this.#before;
    const sessionId = Reflect.get(this.#request, 'session') ? idOf(this.#request) : undefined;
    const text = sessionId && this.#texts.get(sessionId);
    return {
      ...(cameWith && { before: { sessionId: cameWith, ...(found && { text: found }) } }),
      ...(sessionId && text && { after: { sessionId, text } }),
      saved: this.#done.set,
      touched: this.#done.touch,
      destroyed: this.#done.destroy,
      errors: this.#errors,
    };
  }
}

function isExchange(message: unknown): message is Exchange {
  return isObject(message) && 'request' in message && 'response' in message;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function idOf(request: IncomingMessage): string | undefined {
  const id = Reflect.get(request, 'sessionID');
  return typeof id === 'string' ? id : undefined;
}

/** A session as it is stored. What cannot be written as JSON is for the store to complain of. */
function textOf(session: unknown): string | undefined {
  try {
    return isObject(session) ? JSON.stringify(session) : undefined;
  } catch {
    return undefined;
  }
}

function cookieNames(response: ServerResponse): string[] {
  const lines = [response.getHeader('set-cookie') ?? []].flat();
  return lines.map((line) => String(line).split('=', 1)[0] ?? '');
}
