import { Worker } from 'node:worker_threads';

/** Longer than any machine takes for one command. */
const PATIENCE_MS = 20_000;

/**
 * Another one that writes to the same Redis. It has its answer before this process goes on: what this process sends
 * afterwards reaches Redis later, however busy the machine is.
 */
export class RedisRival {
  readonly #answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #thread: Worker;

  constructor(url: string) {
    this.#thread = new Worker(new URL('./redis-rival.mjs', import.meta.url), {
      workerData: { port: Number(new URL(url).port), answered: this.#answered },
    });
  }

  /** Sets a key, and blocks this thread until Redis has answered. */
  set(key: string, text: string): void {
    Atomics.store(this.#answered, 0, 0);
    this.#thread.postMessage(commandOf(['SET', key, text]));
    if (Atomics.wait(this.#answered, 0, 0, PATIENCE_MS) === 'timed-out') {
      throw new Error(`Redis did not answer the rival within ${PATIENCE_MS} ms`);
    }
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}

function commandOf(words: string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join('')}`;
}
