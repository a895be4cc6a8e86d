import { createConnection, type Socket } from 'node:net';
import { attempt } from './attempt.ts';
import {
  GRACE_MS,
  MOST_OPERATIONS,
  type ProbeAppQuestion,
  type ProbeMessage,
  type ProbeOperation,
  type ProbeOrder,
  type ProbeQuestion,
  type ProbeStoresQuestion,
} from './messages.ts';

/** Operations are sent in batches, so that a request does not pay for a write of its own. */
const BATCH_MS = 50;
/** If so many bytes are waiting, the receiver is too busy for more. */
const MOST_WAITING = 64 * 1024 * 1024;

type Question = ProbeQuestion | ProbeAppQuestion | ProbeStoresQuestion | ProbeOrder;

/** Sends messages from an app's process to the program that started it. */
export class Reporter {
  readonly #socket: Socket;
  #batch: ProbeOperation[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#socket = createConnection(path);
    let isRefused = false;
    // The socket must not keep the app alive, and its errors must not end it.
    this.#socket.unref();
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      isRefused = error.code === 'ERR_ACCESS_DENIED';
    });
    this.#socket.on('close', () => {
      // Node's permission model can refuse the socket: then the app runs without reports.
      if (!isRefused) endProcess();
    });
  }

  /** Sends something that nobody waits for. */
  mention(message: ProbeMessage): void {
    if (this.#socket.writableLength < MOST_WAITING) this.tell(message);
  }

  tell(message: ProbeMessage): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** Sends something before the app ends, which may have nothing else to do. */
  tellAtLast(message: ProbeMessage): void {
    this.tell(message);
    this.#socket.ref();
    this.#socket.write('', () => this.#socket.unref());
  }

  /** Resolves when what was sent has been read, or nobody reads any more. */
  async hasRoom(): Promise<void> {
    const socket = this.#socket;
    if (!socket.writableNeedDrain || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        socket.off('drain', done).off('close', done);
        resolve();
      };
      socket.on('drain', done).on('close', done);
    });
  }

  note(operation: ProbeOperation): void {
    this.#batch.push(operation);
    if (this.#batch.length === MOST_OPERATIONS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BATCH_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const operations = this.#batch;
    this.#batch = [];
    if (operations.length > 0) this.mention({ type: 'operations', operations });
  }

  onQuestion(answer: (question: Question) => void): void {
    let rest = '';
    this.#socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) attempt(() => answer(JSON.parse(line)));
    });
  }
}

/** The program that started the app has ended, for whatever reason. */
function endProcess(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
}
