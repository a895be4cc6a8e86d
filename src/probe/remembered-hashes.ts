import { attempt } from './attempt.ts';
import { type AppFunction, replaceAll } from './watched.ts';

type Crypto = typeof import('node:crypto');

/** No audit signs in with more passwords. */
const MOST_KEPT = 100;
const LONGEST_KEY = 1_024;
const KEPT_MS = 60_000;

/** The same hashes by either name, with a callback or synchronous. */
const FUNCTIONS: Readonly<Record<string, Kind>> = {
  scrypt: { kind: 'scrypt', isSync: false },
  scryptSync: { kind: 'scrypt', isSync: true },
  pbkdf2: { kind: 'pbkdf2', isSync: false },
  pbkdf2Sync: { kind: 'pbkdf2', isSync: true },
};

interface Kind {
  kind: string;
  isSync: boolean;
}

/**
 * Caches the results of slow hashes in an app's process: `scrypt` and `pbkdf2`, which give the same result for the same
 * inputs. So a second sign-in is fast. Inputs are kept as digests, with a key that is new for each process, and for a
 * minute at most. Errors come from the functions themselves, and a callback is still called later.
 *
 * @returns whether they are cached: false if Node's own functions cannot be replaced
 */
export function rememberHashes(): boolean {
  const crypto = process.getBuiltinModule('node:crypto');
  const memory = new HashMemory(crypto);
  const functions = new Map(
    Object.entries(FUNCTIONS).flatMap(([name, kind]): Array<[string, AppFunction]> => {
      const original: unknown = Reflect.get(crypto, name);
      return isFunction(original) ? [[name, remembering(original, kind, memory)]] : [];
    }),
  );
  if (!replaceAll(crypto, functions)) return false;
  // Updates the names that ES modules have imported.
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
  return true;
}

/** The same function, with a cache. */
function remembering(
  original: AppFunction,
  { kind, isSync }: Kind,
  memory: HashMemory,
): AppFunction {
  const replaced = function (this: unknown, ...args: unknown[]): unknown {
    const at = args.findLastIndex(isFunction);
    const callback = args[at];
    const inputs = at < 0 ? args : args.slice(0, at);
    const id = attempt(() => memory.idOf(kind, inputs));
    const isOne = isSync ? at < 0 : at === args.length - 1;
    if (id === undefined || !isOne) return Reflect.apply(original, this, args);
    const kept = memory.recall(id);
    if (!isFunction(callback)) {
      if (kept) return kept;
      const key = Reflect.apply(original, this, args);
      attempt(() => memory.keep(id, key));
      return key;
    }
    if (kept) {
      setImmediate(callback, null, kept);
      return undefined;
    }
    const keeping = function (this: unknown, ...answer: unknown[]) {
      if (!answer[0]) attempt(() => memory.keep(id, answer[1]));
      return Reflect.apply(callback, this, answer);
    };
    return Reflect.apply(original, this, [...inputs, keeping]);
  };
  for (const name of ['name', 'length']) {
    const value: unknown = Reflect.get(original, name);
    Reflect.defineProperty(replaced, name, { value, configurable: true });
  }
  return replaced;
}

class HashMemory {
  readonly #createHmac: Crypto['createHmac'];
  readonly #secret: Buffer;
  readonly #kept = new Map<string, Buffer>();

  constructor(crypto: Crypto) {
    // Kept, because the app may replace the module's own.
    this.#createHmac = crypto.createHmac;
    this.#secret = crypto.randomBytes(32);
  }

  /** A digest of everything that decides the result; undefined if an input is not a plain value. */
  idOf(kind: string, inputs: readonly unknown[]): string | undefined {
    const digest = this.#createHmac('sha256', this.#secret).update(kind);
    for (const input of inputs) {
      const bytes = bytesOf(input);
      if (!bytes) return undefined;
      digest.update(`,${kindOf(input)} ${bytes.length}:`).update(bytes);
    }
    return digest.digest('base64url');
  }

  /** A copy, which the caller may change. */
  recall(id: string): Buffer | undefined {
    const kept = this.#kept.get(id);
    return kept && copyOf(kept);
  }

  keep(id: string, key: unknown): void {
    if (!(key instanceof Uint8Array) || key.length > LONGEST_KEY) return;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(id, copyOf(key));
    setTimeout(() => this.#kept.delete(id), KEPT_MS).unref();
  }
}

/** In memory of its own, like a new hash: some code reads all of that memory. */
function copyOf(key: Uint8Array): Buffer {
  const copy = Buffer.alloc(key.length);
  copy.set(key);
  return copy;
}

/** Texts and bytes with the same contents are the same input for a hash. */
function kindOf(input: unknown): string {
  return typeof input === 'string' || ArrayBuffer.isView(input) ? 'bytes' : typeof input;
}

function bytesOf(input: unknown): Uint8Array | undefined {
  if (typeof input === 'string') return Buffer.from(input);
  if (ArrayBuffer.isView(input)) {
    return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  }
  if (input === undefined || typeof input === 'number') return Buffer.from(String(input));
  return optionsOf(input);
}

function optionsOf(input: unknown): Uint8Array | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const prototype: unknown = Reflect.getPrototypeOf(input);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const entries = Object.entries(Object.getOwnPropertyDescriptors(input));
  // An option with a getter may have any value.
  const isPlain = entries.every(([, { value }]) => typeof value === 'number');
  if (!isPlain) return undefined;
  return Buffer.from(JSON.stringify(entries.map(([name, { value }]) => [name, value])));
}

function isFunction(value: unknown): value is (this: unknown, ...args: unknown[]) => unknown {
  return typeof value === 'function';
}
