import type { DevEvent } from '../events/dev.ts';
import { EVENT_VERSION } from '../events/run.ts';
import { Aliases } from '../masking/aliases.ts';
import { withAliases } from '../masking/session-ids.ts';
import type { ProbeListener } from '../probe/line/line.ts';
import type { ProbeMessage, ProbeOperation } from '../probe/messages.ts';
import { storeOperation } from '../simulate/store-changes.ts';
import { requestEvent } from './request.ts';

const CHANGES = new Set(['set', 'touch', 'destroy', 'clear']);

/** An app is developed for days: names are for the sessions that were met last. */
const MOST_ALIASES = 10_000;

/** Makes events of what probes tell, through all restarts of an app. */
export class DevWatch implements ProbeListener {
  readonly #emit: (event: DevEvent) => void;
  readonly #reveal: boolean;
  readonly #aliases = new Aliases(MOST_ALIASES);
  /** The processes that listen; a cluster has several. */
  readonly #listening = new Set<object>();
  /** True once the app has listened. */
  hasStarted = false;

  constructor(emit: (event: DevEvent) => void, reveal: boolean) {
    this.#emit = emit;
    this.#reveal = reveal;
  }

  told(message: ProbeMessage, probe: object): void {
    switch (message.type) {
      case 'listening':
        this.#listens(urlOf(message.address, message.port), probe);
        break;
      case 'request':
        this.#emitHidden(requestEvent(message.request, this.#aliases, this.#reveal));
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
    if (this.#listening.delete(probe) && this.#listening.size === 0) {
      this.#emit({ ...happenedNow(), type: 'stopped' });
    }
  }

  #listens(url: string, probe: object): void {
    const isFirst = this.#listening.size === 0;
    this.#listening.add(probe);
    if (!isFirst) return;
    this.#emit({ ...happenedNow(), type: this.hasStarted ? 'restarted' : 'started', url });
    this.hasStarted = true;
  }

  #operated(operation: ProbeOperation): void {
    const { name, at, error, inRequest } = operation;
    if (inRequest || (error === undefined && !CHANGES.has(name))) return;
    this.#emitHidden({
      v: EVENT_VERSION,
      type: 'store',
      at: new Date(at).toISOString(),
      operation: storeOperation(operation, this.#aliases),
    });
  }

  /** An app may put session ids where nobody expects them. */
  #emitHidden(event: DevEvent): void {
    this.#emit(this.#reveal ? event : withAliases(event, this.#aliases));
  }
}

/** What all events have, of one that happens now. */
export function happenedNow(): { v: typeof EVENT_VERSION; at: string } {
  return { v: EVENT_VERSION, at: new Date().toISOString() };
}

/** Something that the log cannot show, and why. */
export function noteOf(text: string): DevEvent {
  return { ...happenedNow(), type: 'note', text };
}

const EVERYWHERE = ['::', '0.0.0.0'];

function urlOf(address: string, port: number): string {
  if (EVERYWHERE.includes(address)) return `http://localhost:${port}`;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
