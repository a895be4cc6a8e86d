import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { StoredSession } from '../sessions/stored-session.ts';
import type { ProbeMessage, ProbeOperation, ProbeQuestion } from './messages.ts';

/** Whoever is told at once what probes tell. Each probe, and so each process, is an object of its own. */
export interface ProbeListener {
  told(message: ProbeMessage, probe: object): void;
  /** Its process has ended. */
  gone(probe: object): void;
}

/** What the probes of one app process, and of the processes that it starts, tell. */
export class ProbeLine {
  /** Where probes report: a socket in a folder of our own, or a pipe on Windows. */
  readonly path: string;
  /** The store's class, once the app has made one. */
  storeName: string | undefined;
  /** True while a process runs whose store is in its memory. */
  isInMemory = false;
  readonly #server: Server;
  readonly #probes = new Set<Socket>();
  /** The one whose process has the store. */
  #watching: Socket | undefined;
  #operations: ProbeOperation[] = [];
  readonly #answers = new Map<number, (records: StoredSession[]) => void>();
  #asked = 0;
  #listener: ProbeListener | undefined;
  #onListening: (port: number) => void = () => {};

  /** @param folder a folder that only this user can open */
  constructor(folder: string, name: string) {
    this.path =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\session-app-${process.pid}-${name}`
        : join(folder, `${name}.sock`);
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  async open(): Promise<void> {
    this.#server.listen(this.path);
    await once(this.#server, 'listening');
    // Such as a connection that there is no file descriptor for: that process is left without a line.
    this.#server.on('error', () => {});
  }

  /** Calls back with the port, when the app listens on one. */
  whenListening(callback: (port: number) => void): void {
    this.#onListening = callback;
  }

  /** Has a listener told of each message from now on. Operations are not kept then. */
  listen(listener: ProbeListener): void {
    this.#listener = listener;
  }

  /** True where the app, or what started it, has a probe in it. */
  get isConnected(): boolean {
    return this.#probes.size > 0;
  }

  /** True where a store was seen: only then is there something to ask. */
  get watches(): boolean {
    return this.#watching !== undefined;
  }

  /**
   * Waits until no store operation is under way; answers what the store holds, if that is wanted.
   *
   * @param within do not wait longer than that for operations, in milliseconds: a store may never call back. Where the
   *   app does nothing at all for twice that time, or the signal aborts, the answer is undefined
   */
  settle(
    records: boolean,
    within: number,
    signal?: AbortSignal,
  ): Promise<StoredSession[] | undefined> {
    const probe = this.#watching;
    if (!probe?.writable) return Promise.resolve([]);
    if (signal?.aborted) return Promise.resolve(undefined);
    this.#asked += 1;
    const ask = this.#asked;
    const question: ProbeQuestion = { ask, records, within };
    return new Promise((resolve) => {
      const end = (answer: StoredSession[] | undefined) => {
        clearTimeout(clock);
        signal?.removeEventListener('abort', giveUp);
        this.#answers.delete(ask);
        resolve(answer);
      };
      const giveUp = () => end(undefined);
      const clock = setTimeout(giveUp, 2 * within);
      signal?.addEventListener('abort', giveUp);
      this.#answers.set(ask, end);
      probe.write(`${JSON.stringify(question)}\n`);
    });
  }

  /** The operations since the last call. */
  takeOperations(): ProbeOperation[] {
    return this.#operations.splice(0);
  }

  close(): void {
    this.#server.close();
    for (const probe of this.#probes) probe.destroy();
    this.#forget();
  }

  #welcome(socket: Socket): void {
    this.#probes.add(socket);
    let rest = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const message = messageIn(line);
        if (message) this.#hear(message, socket);
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#probes.delete(socket);
      if (socket === this.#watching) this.#forget();
      this.#listener?.gone(socket);
    });
  }

  #hear(message: ProbeMessage, from: Socket): void {
    switch (message.type) {
      case 'store':
        this.#watching = from;
        this.storeName = message.name;
        this.isInMemory = message.inMemory;
        break;
      case 'listening':
        this.#onListening(message.port);
        break;
      case 'operations':
        if (!this.#listener) this.#operations.push(...message.operations);
        break;
      case 'answer':
        this.#answers.get(message.to)?.(message.records);
        break;
    }
    this.#listener?.told(message, from);
  }

  #forget(): void {
    this.#watching = undefined;
    this.isInMemory = false;
    for (const answer of this.#answers.values()) answer([]);
    this.#answers.clear();
  }
}

/** What a probe says; undefined for what somebody else does, who came to the wrong socket. */
function messageIn(line: string): ProbeMessage | undefined {
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
}
