import type { DevEvent, DevOutputEvent, DevRequestEvent, Happened } from '../events/dev.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
import { Aliases } from '../masking/aliases.ts';
import { withAliases } from '../masking/session-ids.ts';
import type { ProbeListener } from '../probe/line/line.ts';
import {
  GRACE_MS,
  type ProbeMessage,
  type ProbeOperation,
  type ProbeRequest,
} from '../probe/messages.ts';
import { aliasedOperation } from '../simulate/observe/store-changes.ts';
import { requestEvent } from './request.ts';

const CHANGES = new Set(['set', 'touch', 'destroy', 'clear']);

/** An app may be developed for days: only the sessions that were seen last have aliases. */
const MOST_ALIASES = 10_000;

/** For code that needs more of a request than its event has. */
export interface RequestListener {
  heard(message: ProbeMessage): void;
  requested(event: DevRequestEvent, told: ProbeRequest, aliases: Aliases): void;
}

/** Makes events of what probes report, through all restarts of an app. */
export class DevWatch implements ProbeListener {
  readonly #emit: (event: DevEvent) => void;
  readonly #reveal: boolean;
  readonly #listener: RequestListener | undefined;
  readonly #aliases = new Aliases(MOST_ALIASES);
  /** The processes that listen, with the first address of each; a cluster has several. */
  readonly #listening = new Map<object, { url: string; since: number }>();
  /** The address that was told last. */
  #url = '';
  /** True once the app has listened. */
  hasStarted = false;

  constructor(
    emit: (event: DevEvent) => void,
    reveal: boolean,
    listener: RequestListener | undefined,
  ) {
    this.#emit = emit;
    this.#reveal = reveal;
    this.#listener = listener;
  }

  told(message: ProbeMessage, probe: object): void {
    this.#listener?.heard(message);
    switch (message.type) {
      case 'listening':
        this.#listens(urlOf(message), probe);
        break;
      case 'request':
        this.#requested(message.request);
        break;
      case 'met':
        this.#aliases.meet(message.sessionId);
        break;
      case 'operations':
        for (const operation of message.operations) this.#operated(operation);
        break;
      case 'unseen':
        this.#emit(
          noteOf(
            'The app’s session store cannot be watched, so what becomes of its sessions is not shown.',
          ),
        );
        break;
    }
  }

  gone(probe: object): void {
    if (!this.#listening.delete(probe)) return;
    const others = [...this.#listening.values()];
    const newest = others.at(-1);
    if (!newest) this.#emit({ ...happenedNow(), type: 'stopped' });
    // Some watchers start the app anew before it has ended, and it takes another port, as its own is still in use.
    else if (others.every(({ url }) => url !== this.#url) && isJustNow(newest.since))
      this.#runsAt(newest.url);
  }

  /** A line that the app printed, without the ids of sessions. */
  printed(line: DevOutputEvent): DevOutputEvent {
    return this.#reveal ? line : { ...line, text: this.#aliases.hideIn(line.text) };
  }

  #listens(url: string, probe: object): void {
    const isFirst = this.#listening.size === 0;
    if (!this.#listening.has(probe)) this.#listening.set(probe, { url, since: performance.now() });
    if (isFirst) this.#runsAt(url);
  }

  #runsAt(url: string): void {
    this.#url = url;
    this.#emit({ ...happenedNow(), type: this.hasStarted ? 'restarted' : 'started', url });
    this.hasStarted = true;
  }

  #requested(request: ProbeRequest): void {
    const event = this.#hidden(requestEvent(request, this.#aliases, this.#reveal));
    this.#emit(event);
    this.#listener?.requested(event, request, this.#aliases);
  }

  #operated(operation: ProbeOperation): void {
    const { name, at, error, inRequest } = operation;
    if (inRequest || (error === undefined && !CHANGES.has(name))) return;
    this.#emit(
      this.#hidden({
        v: EVENT_VERSION,
        type: 'store',
        at: new Date(at).toISOString(),
        operation: aliasedOperation(operation, this.#aliases),
      }),
    );
  }

  /** An app may have session ids in unexpected places, so every text is masked. */
  #hidden<Event extends DevEvent>(event: Event): Event {
    return this.#reveal ? event : withAliases(event, this.#aliases);
  }
}

/** The common fields of an event that happens now. */
export function happenedNow(): Happened {
  return { v: EVENT_VERSION, at: new Date().toISOString() };
}

/** Something that the log cannot show, and why. */
export function noteOf(text: string): DevEvent {
  return { ...happenedNow(), type: 'note', text };
}

/** Whether it is not longer ago than an app may take to end. */
function isJustNow(time: number): boolean {
  return performance.now() - time < GRACE_MS;
}

type ProbeListening = Extract<ProbeMessage, { type: 'listening' }>;

const EVERYWHERE = ['::', '0.0.0.0'];

function urlOf({ address, port, secure }: Pick<ProbeListening, 'address' | 'port' | 'secure'>) {
  const scheme = secure ? 'https' : 'http';
  if (EVERYWHERE.includes(address)) return `${scheme}://localhost:${port}`;
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
