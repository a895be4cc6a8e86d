import type { Socket } from 'node:net';
import type { AppServer } from '../messages.ts';
import type { Caller } from './caller.ts';

/** The processes of an app that have called. */
export class Callers {
  readonly all = new Set<Caller>();

  /** Their servers, those first that listened first. */
  get servers(): AppServer[] {
    return [...this.all].flatMap(({ servers, hasStore, hasPackage }) =>
      servers.map((server) => ({ ...server, keepsSessions: hasStore || hasPackage })),
    );
  }

  /** Those that have a store. */
  get watching(): Caller[] {
    return [...this.all].filter(({ stores, socket }) => stores > 0 && socket.writable);
  }

  /** How many run with a store in their memory. */
  get memories(): number {
    return this.watching.filter(({ isInMemory }) => isInMemory).length;
  }

  /** How many stores the one has made that made most of them. */
  get stores(): number {
    return Math.max(0, ...[...this.all].map(({ stores }) => stores));
  }

  /** Whether one has a session middleware that can do nothing. */
  get hasIdleSession(): boolean {
    return [...this.all].some(({ hasIdleSession }) => hasIdleSession);
  }

  /** Where they can be asked. */
  sockets(withStore = false): Socket[] {
    return [...this.all]
      .filter(({ hasStore, socket }) => socket.writable && (hasStore || !withStore))
      .map(({ socket }) => socket);
  }
}
