import { AsyncResource } from 'node:async_hooks';
import { MADE_TO_FAIL, type StoreMode } from '../messages.ts';
import type { AppFunction } from '../watched.ts';

/** Stands in front of an app's stores. It is open until somebody wants a store to fail or to hang. */
export class StoreGate {
  #mode: StoreMode = 'works';
  #held: Array<() => void> = [];
  #timer: NodeJS.Timeout | undefined;
  #seconds: number | undefined;

  /**
   * @param seconds after this time the stores work again by themselves, because a client that waits for a hanging store
   *   cannot end that itself; without it, the mode stays. A store that hangs does so for this time from the first
   *   operation on, however late that comes.
   */
  set(mode: StoreMode, seconds?: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#mode = mode;
    this.#seconds = mode === 'works' ? undefined : seconds;
    if (mode === 'hangs') return;
    this.#startTimer();
    const held = this.#held;
    this.#held = [];
    for (const goOn of held) setImmediate(goOn);
  }

  #startTimer(): void {
    if (this.#seconds === undefined || this.#timer) return;
    this.#timer = setTimeout(() => this.set('works'), this.#seconds * 1_000);
    this.#timer.unref();
  }

  /** The function behind the gate. While the gate is open, it does the same as the original. */
  before(original: AppFunction): AppFunction {
    const gate = this;
    return function (this: unknown, ...args) {
      return gate.#mode === 'works'
        ? Reflect.apply(original, this, args)
        : gate.#withhold(() => Reflect.apply(original, this, args), args);
    };
  }

  /** Store methods that are called without a callback may return promises. */
  #withhold(work: () => unknown, args: readonly unknown[]): unknown {
    const callback = args.findLast((arg) => typeof arg === 'function');
    if (typeof callback === 'function') {
      this.#later(work, (error) => Reflect.apply(callback, undefined, [error]));
      return undefined;
    }
    const result = new Promise((resolve, reject) => {
      this.#later(() => new Promise((done) => done(work())).then(resolve, reject), reject);
    });
    // A caller that does not wait for the promise does not handle its failure either.
    result.catch(() => {});
    return result;
  }

  #later(work: () => unknown, fail: (error: Error) => void): void {
    const error = failure();
    const failing = () => fail(error);
    if (this.#mode === 'fails') {
      setImmediate(failing);
      return;
    }
    this.#startTimer();
    // What is done later still belongs to the request that asked for it.
    this.#held.push(AsyncResource.bind(() => (this.#mode === 'fails' ? failing() : work())));
  }
}

/** The stack trace ends below the app, so that our own code is not in it. */
function failure(): Error {
  const error = new Error(MADE_TO_FAIL);
  const lines = error.stack?.split('\n') ?? [];
  error.stack = lines.filter((line) => !line.includes(__filename)).join('\n');
  return error;
}
