/** Keeps items that come in bursts for a reader that takes them one by one. */
export class Queue<Item> {
  readonly #items: Item[] = [];
  #hasEnded = false;
  #wake: () => void = () => {};

  push(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Items that were pushed before are still read. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void> {
    while (true) {
      yield* this.#items.splice(0);
      if (this.#items.length > 0) continue;
      if (this.#hasEnded) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
