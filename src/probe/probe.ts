/*
 * Preloaded into an app's process with `--require`: reports what the app asks of its session store. The app runs
 * as it would without: calls, results, errors and their order are the same.
 */

import { EventEmitter } from 'node:events';
import { createConnection, Server, type Socket } from 'node:net';
import type { StoredSession } from '../sessions/stored-session.ts';
import {
  GRACE_MS,
  PROBE_RECORDS,
  PROBE_REQUESTS,
  PROBE_SOCKET,
  type ProbeMessage,
  type ProbeOperation,
  type ProbeQuestion,
} from './messages.ts';
import { recordsIn, Shadow } from './records.ts';
import { RequestWatch, type SessionMaker } from './requests.ts';

/** Operations are told in batches, so that a request does not pay for a write of its own. */
const BATCH_MS = 50;

/** Whoever reads the store itself, or never asks, needs no account of what it must hold. */
const KEEPS_ACCOUNT = process.env[PROBE_RECORDS] !== '0';

const OPERATIONS = ['get', 'set', 'touch', 'destroy', 'all', 'clear', 'length'] as const;

type Callback = (error?: unknown, ...results: unknown[]) => void;
type Operation = (...args: unknown[]) => unknown;
/** A session store, as express-session knows it. */
type WatchedStore = EventEmitter &
  SessionMaker &
  Partial<Record<(typeof OPERATIONS)[number] | 'retire', Operation>>;

function connect(socketPath: string): Line {
  const socket = createConnection(socketPath);
  // Neither the line nor its end is a reason for the app to live, and without listeners it has no reason to die.
  socket.unref();
  socket.on('error', () => {});
  // Whoever started the app is gone, however that came.
  socket.on('close', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
  });
  return new Line(socket);
}

/** The way to whoever started the app. */
class Line {
  readonly #socket: Socket;
  #batch: ProbeOperation[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  tell(message: ProbeMessage): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  note(operation: ProbeOperation): void {
    this.#batch.push(operation);
    this.#timer ??= setTimeout(() => this.flush(), BATCH_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length > 0) this.tell({ type: 'operations', operations: this.#batch });
    this.#batch = [];
  }

  onQuestion(answer: (question: ProbeQuestion) => void): void {
    let rest = '';
    this.#socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) answer(JSON.parse(line));
    });
  }
}

function watchStores(line: Line): void {
  const requests = process.env[PROBE_REQUESTS]
    ? new RequestWatch((request) => line.tell({ type: 'request', request }))
    : undefined;
  const watch = new StoreWatch(line, requests);
  // express-session listens for a store's `disconnect` as it is set up, whichever copy of it the app has, and
  // however it was imported: so every store passes here.
  const { on } = EventEmitter.prototype;
  EventEmitter.prototype.on = function (this: EventEmitter, name, listener) {
    if (name === 'disconnect' && isStore(this)) watch.add(this);
    else if (name === 'request' && this instanceof Server) tellAddress(this, line, on);
    return on.call(this, name, listener);
  };
  line.onQuestion((question) => watch.answer(question));
}

function isStore(emitter: object): emitter is WatchedStore {
  return ['get', 'set', 'destroy', 'generate'].every(
    (name) => typeof Reflect.get(emitter, name) === 'function',
  );
}

/** How a store may say that there is no such session; express-session takes it for that. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function tellAddress(server: Server, line: Line, on: EventEmitter['on']): void {
  on.call(server, 'listening', () => {
    const address = server.address();
    if (address && typeof address === 'object') {
      line.tell({ type: 'listening', address: address.address, port: address.port });
    }
  });
}

/** The stores of the app, and what they are doing. */
class StoreWatch {
  readonly #line: Line;
  /** With what each store outside the process must hold; one inside can be looked into. */
  readonly #stores = new Map<WatchedStore, Shadow | undefined>();
  readonly #requests: RequestWatch | undefined;
  readonly #unanswered: ProbeQuestion[] = [];
  #pending = 0;

  constructor(line: Line, requests: RequestWatch | undefined) {
    this.#line = line;
    this.#requests = requests;
  }

  add(store: WatchedStore): void {
    this.#requests?.meet(store);
    if (this.#stores.has(store)) return;
    const inMemory = recordsIn(store) !== undefined;
    const shadow = KEEPS_ACCOUNT && !inMemory ? new Shadow() : undefined;
    this.#stores.set(store, shadow);
    this.#line.tell({ type: 'store', name: store.constructor.name, inMemory });
    for (const name of OPERATIONS) {
      const operation = store[name];
      if (operation) store[name] = this.#watched(store, shadow, name, operation);
    }
    // A generated site's way to end a session that another one takes the place of.
    if (store.retire) store.retire = this.#watched(store, shadow, 'destroy', store.retire);
  }

  answer(question: ProbeQuestion): void {
    this.#unanswered.push(question);
    this.#answerIfIdle();
    setTimeout(() => this.#answerNow(question), question.within).unref();
  }

  #watched(
    store: WatchedStore,
    shadow: Shadow | undefined,
    name: string,
    operation: Operation,
  ): Operation {
    return (...args) => {
      const at = Date.now();
      const began = performance.now();
      const [first] = args;
      const callback = args.findLastIndex((arg) => typeof arg === 'function');
      const done = args[callback];
      const inRequest = this.#requests?.operation(name, args);
      let ended = false;
      const end = (answer?: unknown, result?: unknown) => {
        if (ended) return;
        ended = true;
        this.#pending -= 1;
        const error = isMissing(answer) ? undefined : answer;
        const words = error instanceof Error ? error.message : String(error);
        if (!error) shadow?.learn(name, args, result);
        inRequest?.(error ? words : undefined);
        this.#line.note({
          name,
          ...(typeof first === 'string' && { sessionId: first }),
          at,
          took: performance.now() - began,
          ...(name === 'get' && { found: Boolean(result) }),
          ...(Boolean(error) && { error: words }),
          ...(inRequest && { inRequest: true }),
        });
        // After the app has gone on: what it stores next belongs to the same answer.
        if (this.#unanswered.length > 0) setImmediate(() => this.#answerIfIdle());
      };
      this.#pending += 1;
      if (typeof done === 'function') {
        const watched: Callback = (error, ...results) => {
          end(error, results[0]);
          return done(error, ...results);
        };
        return operation.apply(store, args.with(callback, watched));
      }
      try {
        const result = operation.apply(store, args);
        if (result instanceof Promise) result.then((value) => end(null, value), end);
        else end(null, result);
        return result;
      } catch (error) {
        end(error);
        throw error;
      }
    };
  }

  #answerIfIdle(): void {
    if (this.#pending > 0) return;
    for (const question of [...this.#unanswered]) this.#answerNow(question);
  }

  #answerNow(question: ProbeQuestion): void {
    const place = this.#unanswered.indexOf(question);
    if (place < 0) return;
    this.#unanswered.splice(place, 1);
    this.#line.flush();
    const records = question.records ? this.#records() : [];
    this.#line.tell({ type: 'answer', to: question.ask, records });
  }

  #records(): StoredSession[] {
    return [...this.#stores].flatMap(
      ([store, shadow]) => shadow?.records() ?? recordsIn(store) ?? [],
    );
  }
}

const path = process.env[PROBE_SOCKET];
if (path) watchStores(connect(path));
