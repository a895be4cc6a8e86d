import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { StoredSession } from '../../sessions/stored-session.ts';
import { attempt } from '../attempt.ts';
import type {
  AppServer,
  ProbeApp,
  ProbeAppQuestion,
  ProbeDone,
  ProbeMessage,
  ProbeOperation,
  ProbeOrder,
  ProbeStore,
  ProbeStoresQuestion,
} from '../messages.ts';
import { Caller } from './caller.ts';
import { Callers } from './callers.ts';
import { messageIn } from './door.ts';
import { IncomingLines, LineRoom } from './incoming-lines.ts';
import { KeptOperations } from './kept-operations.ts';
import { Questions } from './questions.ts';
import { StoreQuestions } from './store-questions.ts';

/** An app may have a process for each core, and some that start these. */
const MOST_PROBES = 256;
/** Gets what probes report, at once. Each process has a `probe` object of its own. */
export interface ProbeListener {
  told(message: ProbeMessage, probe: object): void;
  /** Its process has ended. */
  gone(probe: object): void;
}

/**
 * What the probes of an app report, from its process and from all processes that it starts. Nothing that comes in can
 * end, fill or mislead this process: what no probe would send is dropped.
 */
export class ProbeLine {
  /** Where probes report: a socket in a private folder, or a pipe on Windows. */
  readonly path: string;
  /** The store's class, once the app has made one. */
  storeName: string | undefined;
  /** Whether a process with a store says that this is production. */
  isProduction = false;
  /** A port on which the app wanted to listen, but another program does. */
  takenPort: number | undefined;
  readonly #server: Server;
  readonly #room = new LineRoom();
  readonly #callers = new Callers();
  readonly #operations = new KeptOperations();
  readonly #asked = new StoreQuestions();
  #listener: ProbeListener | undefined;
  readonly #aboutApp = new Questions<ProbeApp>();
  readonly #aboutStores = new Questions<ProbeStore[]>();
  readonly #orders = new Questions<ProbeDone>();
  readonly #onServers: Array<() => void> = [];

  /** @param folder a folder that only this user can open */
  constructor(folder: string, name: string) {
    this.path =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\session-app-${randomUUID()}-${name}`
        : join(folder, `${name}.sock`);
    this.#server = createServer((socket) => this.#welcome(socket));
    this.#server.maxConnections = MOST_PROBES;
  }

  async open(): Promise<void> {
    this.#server.listen(this.path);
    await once(this.#server, 'listening');
    // For example, there is no file descriptor for a connection: then that process cannot report.
    this.#server.on('error', () => {});
  }

  /** Calls back whenever the app listens on another port, or makes a store. */
  whenServers(callback: () => void): void {
    this.#onServers.push(callback);
  }

  /** The servers of all its processes, in the order in which they began to listen. */
  get servers(): AppServer[] {
    return this.#callers.servers;
  }

  /**
   * What its processes report about the app.
   *
   * @param mounts paths at which routers may be mounted
   * @param within how long to wait, in milliseconds
   */
  askForApp(mounts: readonly string[], within: number): Promise<ProbeApp[]> {
    const question = (askApp: number): ProbeAppQuestion => ({ askApp, mounts: [...mounts] });
    return this.#aboutApp.ask(this.#callers.sockets(), question, within);
  }

  /**
   * What its processes report about their session stores.
   *
   * @param within how long to wait, in milliseconds
   */
  async askForStores(within: number): Promise<ProbeStore[]> {
    const question = (askStores: number): ProbeStoresQuestion => ({ askStores });
    return (await this.#aboutStores.ask(this.#callers.sockets(true), question, within)).flat();
  }

  /**
   * Tells its processes to change their clock or store; a process without a store is not told to change one.
   *
   * @param within how long to wait, in milliseconds
   * @returns what each of them has done; undefined for one that did not answer
   */
  async order(
    what: Omit<ProbeOrder, 'order'>,
    within: number,
  ): Promise<Array<ProbeDone | undefined>> {
    const sockets = this.#callers.sockets(what.clock === undefined);
    const done = await this.#orders.ask(
      sockets,
      (order): ProbeOrder => ({ order, ...what }),
      within,
    );
    return sockets.map((_, index) => done[index]);
  }

  /** Passes each message to a listener from now on. Operations are not kept then. */
  listen(listener: ProbeListener): void {
    this.#listener = listener;
  }

  /** True if the app, or the program that started it, has a probe in it. */
  get isConnected(): boolean {
    return this.#callers.all.size > 0;
  }

  /** True if a store was seen: only then can it be asked. */
  get watches(): boolean {
    return this.#callers.watching.length > 0;
  }

  /** What its processes have reported about themselves. */
  get callers(): Pick<Callers, 'memories' | 'stores' | 'hasIdleSession'> {
    return this.#callers;
  }

  /**
   * Waits until no store operation is under way; answers what the store holds, if that is wanted.
   *
   * @param within do not wait longer than that for operations, in milliseconds: a store may never call back. Where the
   *   app does nothing at all for twice that time, where nobody can tell, or where the signal aborts, the answer is
   *   undefined
   */
  async settle(
    sessions: boolean,
    within: number,
    signal?: AbortSignal,
  ): Promise<StoredSession[] | undefined> {
    const told = await Promise.all(
      this.#callers.watching.map((caller) => this.#asked.ask(caller, sessions, within, signal)),
    );
    return told.includes(undefined) ? undefined : told.flatMap((sessions) => sessions ?? []);
  }

  /** The operations since the last call. */
  takeOperations(): ProbeOperation[] {
    return this.#operations.take();
  }

  close(): void {
    this.#server.close();
    for (const caller of this.#callers.all) {
      caller.socket.destroy();
      this.#asked.gone(caller);
    }
  }

  #welcome(socket: Socket): void {
    const caller = new Caller(socket);
    this.#callers.all.add(caller);
    const lines = new IncomingLines(this.#room, (line) => {
      const message = messageIn(line);
      if (message) attempt(() => this.#hear(message, caller));
    });
    socket.setEncoding('utf8').on('data', (text: string) => lines.push(text));
    socket.on('error', () => {});
    socket.on('close', () => {
      lines.close();
      this.#callers.all.delete(caller);
      this.#aboutApp.gone(socket);
      this.#aboutStores.gone(socket);
      this.#orders.gone(socket);
      this.#asked.gone(caller);
      attempt(() => this.#listener?.gone(caller));
    });
  }

  #hear(message: ProbeMessage, from: Caller): void {
    switch (message.type) {
      case 'store':
        this.storeName = message.name;
        this.isProduction ||= message.production === true;
        from.hasOneMoreStore(message.inMemory);
        this.#tellOfServers();
        break;
      case 'unseen':
        from.hasStore = true;
        this.#tellOfServers();
        break;
      case 'idle-session':
        from.hasIdleSession = true;
        break;
      case 'taken':
        this.takenPort = message.port;
        break;
      case 'listening':
        from.listensAt(message);
        this.#tellOfServers();
        break;
      case 'app':
        this.#aboutApp.hear(message.to, message.app, from.socket);
        break;
      case 'stores':
        this.#aboutStores.hear(message.to, message.stores, from.socket);
        break;
      case 'done':
        this.#orders.hear(message.to, message, from.socket);
        break;
      case 'operations':
        if (!this.#listener) this.#operations.keep(message.operations);
        break;
      case 'sessions':
        // Also where nobody waits any more: what is told next says what has changed since.
        if (message.to <= from.asked) from.copy.take(message);
        break;
      case 'answer':
        this.#asked.hear(message.to, message.isWhole ? from.copy.sessions : undefined, from);
        break;
    }
    this.#listener?.told(message, from);
  }

  #tellOfServers(): void {
    for (const callback of this.#onServers) callback();
  }
}
