/** Waits for a function that takes a callback. */
export function toPromise(start: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}

/** Passes the result of a promise to a callback. */
export function callBack<T>(
  promise: Promise<T>,
  callback?: (error?: unknown, result?: T) => void,
): void {
  promise.then(
    (result) => callback?.(null, result),
    (error) => callback?.(error),
  );
}
