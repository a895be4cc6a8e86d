import { attempt } from './attempt.ts';
import { replaceInCrypto } from './crypto-functions.ts';
import type { AppFunction } from './watched.ts';

const FUNCTIONS = { scrypt: true, scryptSync: true };

/** Two names of the same option: how often `scrypt` passes over its memory, which is what its time grows with. */
const PASSES = ['p', 'parallelization'];
/** Who asks for more may be refused, and still is. */
const MOST_PASSES = 1_000;

/**
 * Has `scrypt` in an app's process pass once over its memory, whatever was asked for: the same inputs still give the same
 * hash, others another one, and each takes its share of the time. Only for an app whose accounts were made for this run:
 * hashes that others have made would not match.
 *
 * @returns whether it does: not where Node's own functions cannot be replaced
 */
export function lowerHashes(): boolean {
  return replaceInCrypto(FUNCTIONS, lowered);
}

function lowered(original: AppFunction): AppFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(
      original,
      this,
      args.map((arg) => attempt(() => withOnePass(arg)) ?? arg),
    );
  };
}

/** Options with one pass where they ask for several; undefined for all else. */
function withOnePass(arg: unknown): object | undefined {
  if (typeof arg !== 'object' || arg === null || ArrayBuffer.isView(arg)) return undefined;
  const fewer = PASSES.filter((name) => {
    const passes: unknown = Reflect.get(arg, name);
    return Number.isInteger(passes) && Number(passes) > 1 && Number(passes) <= MOST_PASSES;
  });
  if (fewer.length === 0) return undefined;
  return { ...arg, ...Object.fromEntries(fewer.map((name) => [name, 1])) };
}
