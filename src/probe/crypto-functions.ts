import { type AppFunction, replaceAll } from './watched.ts';

/**
 * Puts others in the place of functions of `node:crypto`, which look as those do.
 *
 * @param functions by name, what `replace` is told of each
 * @returns whether they are there: not where Node's own functions cannot be replaced
 */
export function replaceInCrypto<About>(
  functions: Readonly<Record<string, About>>,
  replace: (original: AppFunction, about: About) => AppFunction,
): boolean {
  const crypto = process.getBuiltinModule('node:crypto');
  const replaced = new Map(
    Object.entries(functions).flatMap(([name, about]): Array<[string, AppFunction]> => {
      const original: unknown = Reflect.get(crypto, name);
      return isFunction(original) ? [[name, alike(replace(original, about), original)]] : [];
    }),
  );
  if (!replaceAll(crypto, replaced)) return false;
  // What ES modules import by name is the same from now on.
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
  return true;
}

function alike(replaced: AppFunction, original: AppFunction): AppFunction {
  for (const name of ['name', 'length']) {
    const value: unknown = Reflect.get(original, name);
    Reflect.defineProperty(replaced, name, { value, configurable: true });
  }
  return replaced;
}

export function isFunction(value: unknown): value is AppFunction {
  return typeof value === 'function';
}
