/**
 * The items of batches, one at a time. An async generator would wait three times for each, which is a twentieth of the
 * time in which a session is read; this waits for batches alone.
 */
export function oneByOne<Item>(
  batches: AsyncGenerator<readonly Item[], void>,
): AsyncIterableIterator<Item> {
  let items: Iterator<Item> = [].values();
  let fetching: Promise<boolean> | undefined;

  /** Whether there was another batch. Who asks while one is on its way, waits for the same. */
  const fetch = async () => {
    try {
      const { done, value } = await batches.next();
      if (!done) items = value.values();
      return !done;
    } finally {
      fetching = undefined;
    }
  };

  return {
    async next() {
      for (;;) {
        const item = items.next();
        if (!item.done) return item;
        fetching ??= fetch();
        if (!(await fetching)) return { done: true, value: undefined };
      }
    },
    async return() {
      items = [].values();
      await batches.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
