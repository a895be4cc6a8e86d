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

/** Operations are told in batches, so that a request does not pay for a write of its own. */
const BATCH_MS = 50;
/** Where so many bytes wait to be taken, whoever listens is too busy to hear of more. */
const MOST_WAITING = 64 * 1024 * 1024;

type Question = ProbeQuestion | ProbeAppQuestion | ProbeStoresQuestion | ProbeOrder;

/** The way from an app's process to whoever started it. */
export class Reporter {
  readonly #socket: Socket;
  #batch: ProbeOperation[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#socket = createConnection(path);
    let isRefused = false;
    // Neither the line nor its end is a reason for the app to live, and without listeners it has no reason to die.
    this.#socket.unref();
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      isRefused = error.code === 'ERR_ACCESS_DENIED';
    });
    this.#socket.on('close', () => {
      // Node's permission model can forget the line: then the app runs unwatched.
      if (!isRefused) endProcess();
    });
  }

  /** Tells something that nobody waits for. */
  mention(message: ProbeMessage): void {
    if (this.#socket.writableLength < MOST_WAITING) this.tell(message);
  }

  tell(message: ProbeMessage): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** Tells something before the app ends, which may have nothing else to do any more. */
  tellAtLast(message: ProbeMessage): void {
    this.tell(message);
    this.#socket.ref();
    this.#socket.write('', () => this.#socket.unref());
  }

  /** Resolves when what was told is taken, or nobody takes it any more. */
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

/** Whoever started the app is gone, however that came. */
function endProcess(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
}
