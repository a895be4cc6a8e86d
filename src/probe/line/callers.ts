import type { Socket } from 'node:net';
import type { AppServer } from '../messages.ts';
import type { Caller } from './caller.ts';

/** The processes of an app that have connected. */
export class Callers {
  readonly all = new Set<Caller>();

  /** Their servers, in the order in which they began to listen. */
  get servers(): AppServer[] {
    return [...this.all].flatMap(({ servers, hasStore, hasPackage }) =>
      servers.map((server) => ({ ...server, keepsSessions: hasStore || hasPackage })),
    );
  }

  /** Those that have a store. */
  get watching(): Caller[] {
    return [...this.all].filter(({ stores, socket }) => stores > 0 && socket.writable);
  }

  /** How many of them have a store in their own memory. */
  get memories(): number {
    return this.watching.filter(({ isInMemory }) => isInMemory).length;
  }

  /** How many stores a process has made: the largest number. */
  get stores(): number {
    return Math.max(0, ...[...this.all].map(({ stores }) => stores));
  }

  /** Whether one of them has a session middleware that has no effect. */
  get hasIdleSession(): boolean {
    return [...this.all].some(({ hasIdleSession }) => hasIdleSession);
  }

  /** The sockets on which they can be asked. */
  sockets(withStore = false): Socket[] {
    return [...this.all]
      .filter(({ hasStore, socket }) => socket.writable && (hasStore || !withStore))
      .map(({ socket }) => socket);
  }
}
