import type { Socket } from 'node:net';
import type { AppServer, ProbeMessage } from '../messages.ts';
import { StoreCopy } from './store-copy.ts';

const MOST_SERVERS = 100;

/** A process that has connected. Any process of the app can: the path of the socket is in the environment. */
export class Caller {
  readonly socket: Socket;
  readonly copy = new StoreCopy();
  /** How many stores its process has made. */
  stores = 0;
  isInMemory = false;
  /** The number of its last question. */
  asked = 0;
  hasStore = false;
  /** Whether it has loaded another package for sessions than express-session. */
  hasPackage = false;
  /** Whether it has a session middleware that has no effect. */
  hasIdleSession = false;
  /** Where it listens, in order. */
  readonly servers: Array<Pick<AppServer, 'port' | 'secure'>> = [];

  constructor(socket: Socket) {
    this.socket = socket;
  }

  hasOneMoreStore(isInMemory: boolean): void {
    this.stores += 1;
    this.isInMemory = isInMemory;
    this.hasStore = true;
  }

  listensAt({ port, secure, packages }: Extract<ProbeMessage, { type: 'listening' }>): void {
    this.hasPackage ||= packages === true;
    if (this.servers.length < MOST_SERVERS) this.servers.push({ port, secure: secure === true });
  }
}
