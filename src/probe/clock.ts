const { now } = Date;

/** The real time, in milliseconds since 1970, however far the app's clock was moved. */
export function realTime(): number {
  return now();
}

/** The clock of the app's process. It is unchanged until somebody moves it. */
export class Clock {
  #ahead = 0;
  #isReplaced = false;

  /**
   * Moves it forward: `Date.now()`, `new Date()` and `Date()` return a later time from now on.
   *
   * @returns whether that worked
   */
  move(seconds: number): boolean {
    const before = Date.now();
    this.#ahead += seconds * 1_000;
    if (!this.#isReplaced) this.#replace();
    const made = new Date();
    const moved = [Date.now(), made.getTime()].map((time) => time - before);
    return moved.every((by) => by >= seconds * 1_000);
  }

  #replace(): void {
    const original = globalThis.Date;
    const { now: told } = original;
    const time = () => Reflect.apply(told, original, []) + this.#ahead;
    const moved: DateConstructor = new Proxy(original, {
      construct: (target, args, newTarget) =>
        Reflect.construct(
          target,
          args.length === 0 ? [time()] : args,
          newTarget === moved ? target : newTarget,
        ),
      apply: (target) => new target(time()).toString(),
    });
    // Also for code that has kept `Date` in a variable.
    const isTold = put(original, 'now', function now() {
      return time();
    });
    this.#isReplaced = isTold && put(globalThis, 'Date', moved);
  }
}

function put(object: object, name: string, value: unknown): boolean {
  const enumerable = Reflect.getOwnPropertyDescriptor(object, name)?.enumerable ?? false;
  const property = { value, writable: true, configurable: true, enumerable };
  return Reflect.defineProperty(object, name, property);
}
