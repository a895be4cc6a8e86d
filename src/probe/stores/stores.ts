import type { StoredSession } from '../../sessions/stored-session.ts';
import { attempt, errorMessage } from '../attempt.ts';
import { realTime } from '../clock.ts';
import {
  LONGEST_ERROR,
  LONGEST_ID,
  LONGEST_NAME,
  OPERATIONS,
  type OperationName,
  type ProbeIds,
  type ProbeQuestion,
  type ProbeStore,
  type StoreMode,
} from '../messages.ts';
import type { Reporter } from '../reporter.ts';
import type { RequestWatch } from '../requests.ts';
import { type AppFunction, type OnEnd, replaceAll, watched } from '../watched.ts';
import { Account } from './account.ts';
import { publicPlaceOf } from './elsewhere.ts';
import { foreignReader } from './foreign.ts';
import { figuresOf } from './id-figures.ts';
import { type ReadSessions, readerOf } from './in-memory.ts';
import { makeIds } from './make-ids.ts';
import { StoreGate } from './store-gate.ts';
import { ToldSessions } from './told-sessions.ts';

/** An app may be developed for days. */
const MOST_NOTED = 10_000;

/** The stores of an app, and their current operations. */
export class StoreWatch {
  readonly #reporter: Reporter;
  readonly #keepsAccounts: boolean;
  readonly #requests: RequestWatch | undefined;
  /** With a function that reads each store; undefined if it cannot be read. */
  readonly #stores = new Map<object, ReadSessions | undefined>();
  readonly #holds = new Map<object, ProbeStore['holds']>();
  readonly #gate = new StoreGate();
  readonly #told = new ToldSessions();
  readonly #unanswered: ProbeQuestion[] = [];
  #pending = 0;
  #telling = Promise.resolve();

  /** @param keepsAccounts whether somebody may ask for the contents of stores that cannot be read */
  constructor(reporter: Reporter, keepsAccounts: boolean, requests: RequestWatch | undefined) {
    this.#reporter = reporter;
    this.#keepsAccounts = keepsAccounts;
    this.#requests = requests;
  }

  /** Watches a store, if possible. */
  add(store: object): void {
    attempt(() => this.#requests?.meet(store));
    if (this.#stores.has(store)) return;
    const own = readerOf(store);
    // `simulate` wants what the app itself asked of its store; `dev` may ask the store directly.
    const read = own ?? (this.#keepsAccounts ? undefined : foreignReader(store));
    const isNoted = this.#keepsAccounts || attempt(() => publicPlaceOf(store)) === undefined;
    const account =
      isNoted && !read ? new Account(this.#keepsAccounts ? undefined : MOST_NOTED) : undefined;
    this.#holds.set(store, own ? 'memory' : read ? 'elsewhere' : 'unknown');
    const isWatched = attempt(() => this.#replaceIn(store, account)) ?? false;
    this.#stores.set(
      store,
      isWatched ? (read ?? (async () => account?.sessions() ?? [])) : undefined,
    );
    if (isWatched) {
      this.#reporter.tell({
        type: 'store',
        name: classNameOf(store),
        inMemory: own !== undefined,
        ...(process.env.NODE_ENV === 'production' && { production: true }),
      });
    } else this.#reporter.tell({ type: 'unseen' });
  }

  answer(question: ProbeQuestion): void {
    this.#unanswered.push(question);
    this.#answerIfIdle();
    setTimeout(() => this.#answerNow(question), question.within).unref();
  }

  /** @returns whether all stores answer in this way from now on; false if there is none */
  answerAs(mode: StoreMode, seconds?: number): boolean {
    this.#gate.set(mode, seconds);
    const readers = [...this.#stores.values()];
    return readers.length > 0 && !readers.includes(undefined);
  }

  /** Describes its stores. The client of a database may know its address only now. */
  describe(): ProbeStore[] {
    return [...this.#stores].map(([store]) => {
      const place = publicPlaceOf(store);
      return {
        name: classNameOf(store),
        holds: this.#holds.get(store) ?? 'unknown',
        ...(place && { place }),
      };
    });
  }

  /** Figures about unused ids that each store's generator makes. */
  makeIds(count: number): ProbeIds[] {
    return [...this.#stores.keys()].flatMap((store) => {
      const ids = makeIds(store, count);
      return ids ? [figuresOf(ids)] : [];
    });
  }

  #replaceIn(store: object, account: Account | undefined): boolean {
    const functions = new Map<string, AppFunction>();
    const replace = (name: string, operation: OperationName) => {
      const original: unknown = Reflect.get(store, name);
      if (!isFunction(original)) return;
      const begin = (args: readonly unknown[]) => this.#begin(operation, args, account);
      functions.set(name, watched(this.#gate.before(original), begin));
    };
    for (const name of OPERATIONS) replace(name, name);
    // In a generated site, this ends a session that another one replaces.
    replace('markReplaced', 'destroy');
    return replaceAll(store, functions);
  }

  #begin(name: OperationName, args: readonly unknown[], account: Account | undefined): OnEnd {
    const at = realTime();
    const began = performance.now();
    const [first] = args;
    const inRequest = attempt(() => this.#requests?.operation(name, args));
    this.#pending += 1;
    return (answer, result) => {
      this.#pending -= 1;
      const error = !answer || isMissing(answer) ? undefined : errorMessage(answer, LONGEST_ERROR);
      if (error === undefined) account?.learn(name, args, result, began, performance.now());
      inRequest?.(error);
      this.#reporter.note({
        name,
        ...(typeof first === 'string' && first.length <= LONGEST_ID && { sessionId: first }),
        at,
        took: performance.now() - began,
        ...(name === 'get' && { found: Boolean(result) }),
        ...(error !== undefined && { error }),
        ...(inRequest && { inRequest: true }),
      });
      // After the app has continued: what it stores next belongs to the same answer.
      if (this.#unanswered.length > 0) setImmediate(() => this.#answerIfIdle());
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
    const sessions = question.sessions ? this.#readAll() : undefined;
    // The code below handles the failure; the app must not see it.
    sessions?.catch(() => {});
    // One after the other, because each report builds on the one before.
    this.#telling = this.#telling
      .then(() => this.#tellSessions(question, sessions))
      .then(
        () => this.#tellAnswer(question, true),
        () => this.#tellAnswer(question, false),
      );
  }

  /** As fast as the receiver reads: a store may be large, and what waits fills the app's memory. */
  async #tellSessions(
    { ask: to }: ProbeQuestion,
    sessions: Promise<StoredSession[]> | undefined,
  ): Promise<void> {
    if (!sessions) return;
    for (const part of this.#told.changes(await sessions)) {
      this.#reporter.tell({ type: 'sessions', to, ...part });
      await this.#reporter.hasRoom();
    }
  }

  #tellAnswer({ ask: to }: ProbeQuestion, isWhole: boolean): void {
    this.#reporter.flush();
    this.#reporter.tell({ type: 'answer', to, isWhole });
  }

  async #readAll(): Promise<StoredSession[]> {
    const reading = [...this.#stores.values()].map((read) => {
      if (!read) throw new Error('There is a store that nobody can watch');
      return read();
    });
    return (await Promise.all(reading)).flat();
  }
}

/** Some stores report a missing session as this error; express-session accepts it. */
function isMissing(error: unknown): boolean {
  return attempt(() => Object(error).code === 'ENOENT') ?? false;
}

/** The name of its class, if it can be shown. */
function classNameOf(store: object): string {
  const name = attempt(() => store.constructor.name);
  return typeof name === 'string' && /^[\p{L}\p{N}_$]*$/u.test(name)
    ? name.slice(0, LONGEST_NAME)
    : '';
}

function isFunction(value: unknown): value is AppFunction {
  return typeof value === 'function';
}
