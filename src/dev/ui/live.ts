import type { DevEvent, DevRequestEvent } from '../../events/dev.ts';
import { sessionJson } from '../../events/session.ts';
import type { Aliases } from '../../masking/aliases.ts';
import { withAliases } from '../../masking/session-ids.ts';
import type { ProbeMessage, ProbeMoment, ProbeRequest } from '../../probe/messages.ts';
import { isoTime } from '../../sessions/iso-time.ts';
import type { Session } from '../../sessions/session.ts';
import { readStoredSession } from '../../sessions/stored-session.ts';
import { isStored, requestEvent } from '../request.ts';
import { cut, jsonText } from './cut.ts';
import { newsEntry, requestEntry } from './entry.ts';
import { Lives, type StoredAfter } from './life.ts';
import type { RecordedStep } from './save/recorded.ts';
import { Recording } from './save/recording.ts';
import type { Life, LiveApp, LiveEntry, LiveMessage, LiveSession } from './shapes.ts';

/** How many entries are kept: the last ones. */
const MOST_ENTRIES = 2_000;
const LONGEST_DATA = 8_000;
/** The latest time of a Date. */
const LATEST = 8.64e15;

/** What the page shows: the last events, and the sessions with their lives. Everything that it keeps is limited. */
export class Live {
  readonly #reveal: boolean;
  readonly #entries: LiveEntry[] = [];
  readonly #lives = new Lives();
  readonly #recording = new Recording();
  readonly #listeners = new Set<(message: LiveMessage) => void>();
  #app: LiveApp;
  #inMemory = false;
  #count = 0;

  /** @param name of the app */
  constructor(name: string, reveal: boolean) {
    this.#reveal = reveal;
    this.#app = { name, url: null, runs: false };
  }

  /** Takes a message of the probe that is no request. */
  heard(message: ProbeMessage): void {
    if (message.type === 'store') this.#inMemory = message.inMemory;
  }

  /** Takes any event except a request. */
  happened(event: DevEvent): void {
    if (event.type === 'request') return;
    const isUp = event.type === 'started' || event.type === 'restarted';
    if (isUp) this.#app = { ...this.#app, url: event.url, runs: true };
    if (event.type === 'stopped') this.#app = { ...this.#app, runs: false };
    const entry = newsEntry(this.#count + 1, event);
    if (!entry) return;
    if (event.type === 'stopped') {
      this.#recording.restart({ number: entry.number, inMemory: this.#inMemory });
      this.#add(entry, this.#lives.stopped(entry, this.#inMemory));
    } else if (event.type === 'store') {
      const { name, error } = event.operation;
      this.#add(entry, this.#lives.operation(entry, name, error !== undefined));
    } else this.#add(entry, []);
  }

  /** Takes a request: the event, and what the probe reported. */
  requested(event: DevRequestEvent, told: ProbeRequest, aliases: Aliases): void {
    const entry = requestEntry(this.#count + 1, event);
    const { before, after, destroyed = false } = told.session ?? {};
    const wasStored = isStored(before);
    const session = sessionOf(after);
    const held = session && heldIn(session, told, this.#reveal);
    const sessions = this.#lives.request(entry, {
      ...(held && { held: this.#reveal ? held : withAliases(held, aliases) }),
      wasStored,
      destroyed,
    });
    if (told.sent) {
      this.#recording.request({
        number: entry.number,
        event: withAliases(requestEvent(told, aliases, false), aliases),
        sent: withAliases(told.sent, aliases),
        before: { isStored: wasStored, user: sessionOf(before)?.user ?? null },
        destroyed,
        isStatic: entry.isStatic,
      });
    }
    this.#add(entry, sessions);
  }

  /** Everything that is shown now. */
  get all(): LiveMessage {
    return { type: 'all', app: this.#app, entries: [...this.#entries], sessions: this.#lives.all };
  }

  lifeOf(session: string): Life | undefined {
    return this.#lives.of(session);
  }

  /** What is known about the chosen requests, and about restarts between them, in order. */
  recorded(numbers: readonly number[]): RecordedStep[] {
    return this.#recording.chosen(numbers);
  }

  /** @returns a function that ends it */
  listen(listener: (message: LiveMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #add(entry: LiveEntry, sessions: LiveSession[]): void {
    this.#count += 1;
    this.#entries.push(entry);
    if (this.#entries.length > MOST_ENTRIES) this.#entries.shift();
    for (const tell of this.#listeners) tell({ type: 'one', app: this.#app, entry, sessions });
  }
}

function sessionOf(moment: ProbeMoment | undefined): Session | undefined {
  return isStored(moment) ? readStoredSession(moment) : undefined;
}

function heldIn(session: Session, told: ProbeRequest, reveal: boolean): StoredAfter {
  const { user, data, reason } = sessionJson(session, reveal);
  const expires = expiryOf(session, told);
  return {
    user: user === null ? null : cut(user, 200),
    data: reason ?? jsonText(data, LONGEST_DATA, 2),
    expires: expires && isoTime(expires),
  };
}

/** When it expires, as far as its contents show that. */
function expiryOf({ expires, used, created }: Session, { at, session }: ProbeRequest): Date | null {
  // The store of a generated site knows that, but was not yet asked about what was just stored.
  if (created !== null) return session?.saved ? null : expires;
  // When a session's expiry moves, its contents are not stored again.
  const lifetime = expires && used && expires.getTime() - used.getTime();
  return session?.touched && lifetime ? new Date(Math.min(at + lifetime, LATEST)) : expires;
}
