/**
 * Waits for a function that takes a callback.
 *
 * @param {(done: (error?: unknown) => void) => void} start
 * @returns {Promise<void>}
 */
export function toPromise(start) {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}

/**
 * Passes the result of a promise to a callback.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {(error?: unknown, result?: T) => void} [callback]
 */
export function callBack(promise, callback) {
  promise.then(
    (result) => callback?.(null, result),
    (error) => callback?.(error),
  );
}
