import { attempt } from './attempt.ts';

/** A function of the app, called with `this` and any arguments. */
export type AppFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Called once, when the work of a call has ended. */
export type OnEnd = (error: unknown, result: unknown) => void;

/**
 * The same function, with a callback when its work has ended: by its own callback, by its promise, or when it returns.
 * Its caller gets what it would get without us, also if `begin`, or the function that it returns, throws.
 */
export function watched(
  original: AppFunction,
  begin: (args: readonly unknown[]) => OnEnd,
): AppFunction {
  return function (this: unknown, ...args) {
    const onEnd = attempt(() => begin(args));
    if (!onEnd) return Reflect.apply(original, this, args);
    let hasEnded = false;
    const end: OnEnd = (error, result) => {
      if (hasEnded) return;
      hasEnded = true;
      attempt(() => onEnd(error, result));
    };
    const callback = args.findLastIndex((arg) => typeof arg === 'function');
    const given = callback < 0 ? args : args.with(callback, telling(args[callback], end));
    try {
      const result = Reflect.apply(original, this, given);
      if (callback >= 0) return result;
      if (isPromise(result)) return tellingPromise(result, end);
      end(null, result);
      return result;
    } catch (error) {
      end(error, undefined);
      throw error;
    }
  };
}

function telling(callback: unknown, end: OnEnd): unknown {
  if (typeof callback !== 'function') return callback;
  return function (this: unknown, ...answer: unknown[]) {
    end(answer[0], answer[1]);
    return Reflect.apply(callback, this, answer);
  };
}

/** A promise that is rejected, and that nobody handles, stays unhandled. */
function tellingPromise(promise: Promise<unknown>, end: OnEnd): Promise<unknown> {
  return promise.then(
    (value) => {
      end(null, value);
      return value;
    },
    (error) => {
      end(error, undefined);
      throw error;
    },
  );
}

function isPromise(value: unknown): value is Promise<unknown> {
  return attempt(() => value instanceof Promise) ?? false;
}

/**
 * Replaces an object's functions. They can still be replaced by others, and are not enumerable.
 *
 * @returns whether all of them were replaced; otherwise the object is as it was
 */
export function replaceAll(object: object, functions: ReadonlyMap<string, AppFunction>): boolean {
  const before = new Map<string, PropertyDescriptor | undefined>();
  for (const [name, value] of functions) {
    const isThere = attempt(() => {
      before.set(name, Reflect.getOwnPropertyDescriptor(object, name));
      const enumerable = before.get(name)?.enumerable ?? false;
      const property = { value, writable: true, configurable: true, enumerable };
      return (
        Reflect.defineProperty(object, name, property) &&
        Reflect.getOwnPropertyDescriptor(object, name)?.value === value
      );
    });
    if (isThere) continue;
    for (const [done, property] of before) attempt(() => putBack(object, done, property));
    return false;
  }
  return true;
}

function putBack(object: object, name: string, property: PropertyDescriptor | undefined): void {
  if (property) Reflect.defineProperty(object, name, property);
  else Reflect.deleteProperty(object, name);
}
