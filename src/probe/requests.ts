import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../objects.ts';
import type { StoredText } from '../sessions/stored-session.ts';
import { attempt } from './attempt.ts';
import { realTime } from './clock.ts';
import {
  LONGEST_ERROR,
  LONGEST_ID,
  LONGEST_NAME,
  LONGEST_PATH,
  MOST_COOKIES,
  MOST_ERRORS,
  type ProbeMoment,
  type ProbeRequest,
  type ProbeRequestSession,
} from './messages.ts';
import { Sending } from './sent/sending.ts';
import { SessionCookies } from './session-cookies.ts';
import { storedText } from './stores/stored-text.ts';
import { type AppFunction, replaceAll } from './watched.ts';

/** What Node passes with a request, before the app gets it. */
export interface IncomingExchange {
  request: IncomingMessage;
  response: ServerResponse;
}

type OnEnd = (error: string | undefined) => void;

/** Gets what is seen of requests. */
export interface RequestReport {
  ended(request: ProbeRequest): void;
  /** A request has a session with an id that was not met lately. */
  met(sessionId: string): void;
}

/** Of so many ids it is known that they were met; then it begins anew. */
const MOST_MET = 1_000;

/** If an operation takes so much longer than its request, the store may never call back. */
const PATIENCE_MS = 4_000;

/** The current requests, and what each does to its session. */
export class RequestWatch {
  readonly #open = new Map<unknown, Trace>();
  readonly #wrapped = new WeakSet<object>();
  readonly #cookies = new SessionCookies();
  readonly #report: RequestReport;
  readonly #met = new Set<string>();

  /** @param tellsSent whether it also reports what is sent */
  constructor(report: RequestReport, tellsSent: boolean) {
    this.#report = report;
    subscribe('http.server.request.start', (exchange) => {
      attempt(() => {
        if (!isExchange(exchange)) return;
        const sending = tellsSent ? attempt(() => new Sending(exchange)) : undefined;
        this.#begin(exchange, sending);
      });
    });
  }

  #begin(exchange: IncomingExchange, sending: Sending | undefined): void {
    const { request } = exchange;
    const trace = new Trace(exchange, this.#cookies, (told) => {
      this.#open.delete(request);
      const sent = sending && attempt(() => sending.told());
      this.#report.ended(sent ? { ...told, sent } : told);
    });
    this.#open.set(request, trace);
  }

  /** Watches where a store makes a session for a request: express-session calls one of these methods. */
  meet(store: object): void {
    for (const name of ['generate', 'createSession']) {
      const original: unknown = Reflect.get(store, name);
      if (typeof original !== 'function' || this.#wrapped.has(original)) continue;
      const requests = this;
      const watched: AppFunction = function (this: unknown, ...args) {
        attempt(() => requests.#open.get(args[0])?.begin(args[1]));
        const result = Reflect.apply(original, this, args);
        attempt(() => requests.#meet(args[0]));
        return result;
      };
      this.#wrapped.add(watched);
      replaceAll(store, new Map([[name, watched]]));
    }
  }

  #meet(request: unknown): void {
    const id = isObject(request) ? idOf(request) : undefined;
    if (id === undefined || this.#met.has(id)) return;
    if (this.#met.size === MOST_MET) this.#met.clear();
    this.#met.add(id);
    this.#report.met(id);
  }

  /** The callback for the end of an operation; undefined if the operation belongs to no known request. */
  operation(name: string, [id, session]: readonly unknown[]): OnEnd | undefined {
    if (typeof id !== 'string') return undefined;
    if (name === 'destroy') return this.#about(id)?.operation(name, id);
    if (name !== 'set' && name !== 'touch') return undefined;
    const request = isObject(session) ? Reflect.get(session, 'req') : undefined;
    const trace = this.#open.get(request) ?? this.#about(id);
    return trace?.operation(name, id, session);
  }

  #about(sessionId: string): Trace | undefined {
    for (const trace of this.#open.values()) if (trace.isAbout(sessionId)) return trace;
    return undefined;
  }
}

/** What one request does. */
class Trace {
  readonly #request: IncomingMessage;
  readonly #path: string;
  readonly #began = performance.now();
  readonly #stored = new Map<string, StoredText>();
  readonly #errors: string[] = [];
  readonly #done = { set: false, touch: false, destroy: false };
  readonly #tell: (request: ProbeRequest) => void;
  readonly #cookies: SessionCookies;
  #isForged = false;
  #before: ProbeMoment | undefined | null;
  #complete: Pick<ProbeRequest, 'at' | 'took' | 'status' | 'cookies' | 'location'> | undefined;
  /** The operations that have not ended. */
  readonly #pending = new Set<{ name: string }>();
  #isTold = false;

  constructor(
    { request, response }: IncomingExchange,
    cookies: SessionCookies,
    tell: (request: ProbeRequest) => void,
  ) {
    this.#request = request;
    this.#cookies = cookies;
    this.#path = (request.url ?? '').slice(0, LONGEST_PATH);
    this.#tell = tell;
    response.once('close', () => attempt(() => this.#close(response)));
  }

  /** @param found what the store has; nothing if a session is new */
  begin(found: unknown): void {
    if (this.#before !== undefined) return;
    const sessionId = idOf(this.#request);
    const stored = storedText(found);
    this.#before = sessionId === undefined ? null : { sessionId, ...stored };
    if (sessionId !== undefined) this.#cookies.learn(sessionId, this.#request);
    else this.#isForged = this.#cookies.isForged(this.#request);
    if (sessionId !== undefined && stored) this.#stored.set(sessionId, stored);
  }

  isAbout(id: string): boolean {
    return this.#before?.sessionId === id || idOf(this.#request) === id;
  }

  operation(name: 'set' | 'touch' | 'destroy', id: string, session?: unknown): OnEnd {
    const stored = name === 'set' ? storedText(session) : undefined;
    const pending = { name };
    this.#pending.add(pending);
    return (error) => {
      this.#pending.delete(pending);
      if (error === undefined) {
        this.#done[name] = true;
        if (stored) this.#stored.set(id, stored);
        // A session that the store did not take has no alias, so its id could not be hidden later.
      } else this.#failed(name, id === '' ? error : error.replaceAll(id, '…'));
      this.#tellIfDone();
    };
  }

  #failed(name: string, error: string): void {
    if (this.#errors.length < MOST_ERRORS) {
      this.#errors.push(`${name}: ${error}`.slice(0, LONGEST_ERROR));
    }
  }

  #close(response: ServerResponse): void {
    this.#complete = {
      at: realTime(),
      took: performance.now() - this.#began,
      ...(response.headersSent && { status: response.statusCode }),
      cookies: attempt(() => cookieNames(response)) ?? [],
      ...attempt(() => redirectOf(response)),
    };
    const sessionId = idOf(this.#request);
    if (sessionId !== undefined)
      attempt(() => this.#cookies.learn(sessionId, this.#request, response));
    this.#tellIfDone();
    if (!this.#isTold) setTimeout(() => attempt(() => this.#giveUp()), PATIENCE_MS).unref();
  }

  #giveUp(): void {
    for (const { name } of this.#pending) this.#failed(name, 'it has not answered');
    this.#pending.clear();
    this.#tellIfDone();
  }

  #tellIfDone(): void {
    if (this.#isTold || this.#pending.size > 0 || !this.#complete) return;
    this.#isTold = true;
    const session = this.#session();
    const method = (this.#request.method ?? '').slice(0, LONGEST_NAME);
    this.#tell({ method, path: this.#path, ...this.#complete, ...(session && { session }) });
  }

  #session(): ProbeRequestSession | undefined {
    if (this.#before === undefined) return undefined;
    const hasSession = attempt(() => Boolean(Reflect.get(this.#request, 'session')));
    const sessionId = hasSession ? idOf(this.#request) : undefined;
    const stored = sessionId === undefined ? undefined : this.#stored.get(sessionId);
    return {
      ...(this.#before && { before: this.#before }),
      ...(sessionId !== undefined && stored && { after: { sessionId, ...stored } }),
      ...(this.#isForged && { forged: true }),
      saved: this.#done.set,
      touched: this.#done.touch,
      destroyed: this.#done.destroy,
      errors: this.#errors,
    };
  }
}

function isExchange(message: unknown): message is IncomingExchange {
  return isObject(message) && 'request' in message && 'response' in message;
}

function idOf(request: object): string | undefined {
  const id = attempt((): unknown => Reflect.get(request, 'sessionID'));
  return typeof id === 'string' && id !== '' && id.length <= LONGEST_ID ? id : undefined;
}

function cookieNames(response: ServerResponse): string[] {
  const lines = [response.getHeader('set-cookie') ?? []].flat().slice(0, MOST_COOKIES);
  return lines.map((line) => (String(line).split('=', 1)[0] ?? '').slice(0, LONGEST_NAME));
}

function redirectOf(response: ServerResponse): Pick<ProbeRequest, 'location'> {
  const location = response.getHeader('location');
  const leads = response.statusCode >= 300 && response.statusCode < 400;
  return leads && typeof location === 'string' ? { location: location.slice(0, LONGEST_PATH) } : {};
}
