import { cut } from './cut.ts';
import { KEPT_ID } from './entry.ts';
import type {
  Life,
  LifeMoment,
  LifeState,
  LiveChange,
  LiveNews,
  LiveRequest,
  LiveSession,
} from './shapes.ts';

/** How many moments of a session are kept: the first one, and the last ones. */
const MOST_MOMENTS = 100;
/** How many sessions are kept, with their moments: those that were used last. */
const MOST_SESSIONS = 1_000;
const MOST_OF_ALL = 20_000;
/** How much of a session's contents the list shows; its life shows more. */
const LONGEST_GLANCE = 3_000;

/** What the store holds of a session after a request. */
export interface StoredAfter {
  user: string | null;
  /** As JSON. */
  data: string;
  expires: string | null;
}

type Doing = Pick<LifeMoment, 'kind' | 'text'> & Partial<LifeMoment>;

/** The lives of an app's sessions, through all restarts. It uses no clock, only the times in the events. */
export class Lives {
  readonly #lives = new Map<string, Life>();
  #moments = 0;

  get all(): LiveSession[] {
    return [...this.#lives.values()].map(withoutMoments);
  }

  of(session: string): Life | undefined {
    return this.#lives.get(session);
  }

  /**
   * Adds a request.
   *
   * @param held what the store holds of the session after it
   * @param wasStored whether the store held the session before it
   * @param destroyed whether a session was removed from the store
   * @returns the sessions that have changed
   */
  request(
    entry: LiveRequest,
    { held, wasStored, destroyed }: { held?: StoredAfter; wasStored: boolean; destroyed: boolean },
  ): LiveSession[] {
    const { before, after, action, changes } = entry;
    const touched = new Set<Life>();
    if (before !== undefined && before !== after) {
      const life = this.#life(before, entry.at, wasStored ? 'live' : 'unknown');
      this.#leave(life, entry, { wasStored, destroyed });
      touched.add(life);
    }
    if (after !== undefined && held) {
      const isNew = !this.#lives.has(after);
      const life = this.#life(after, entry.at, 'live');
      this.#come(life, entry, before !== after, isNew, held.user);
      Object.assign(life, held, { state: 'live', until: entry.at });
      touched.add(life);
    } else if (before !== undefined && before === after && action !== null) {
      const life = this.#life(before, entry.at, 'unknown');
      this.#add(life, entry, { kind: 'used', text: entry.effect, changes });
      touched.add(life);
    }
    this.#forget();
    return [...touched].map(withoutMoments);
  }

  /** A store operation that belongs to no request. */
  operation(entry: LiveNews, name: string, failed: boolean): LiveSession[] {
    if (failed) return [];
    if (name === 'clear') return this.#endAll(entry, 'ended', 'the app emptied its store');
    if (entry.session === undefined) return [];
    const life = this.#life(entry.session, entry.at, 'unknown');
    if (name === 'destroy') {
      life.state = 'ended';
      this.#add(life, entry, { kind: 'ended', text: 'the app took it out of its store by itself' });
    } else this.#add(life, entry, { kind: 'changed', text: 'the app stored it by itself' });
    this.#forget();
    return [withoutMoments(life)];
  }

  /** The app has ended. @param inMemory whether its sessions are lost with it */
  stopped(entry: LiveNews, inMemory: boolean): LiveSession[] {
    if (inMemory)
      return this.#endAll(entry, 'lost', 'the app stopped, and its memory went with it');
    return this.#here().map((life) => {
      this.#add(life, entry, { kind: 'restart', text: 'the app stopped; it stays in the store' });
      return withoutMoments(life);
    });
  }

  #leave(
    life: Life,
    entry: LiveRequest,
    { wasStored, destroyed }: { wasStored: boolean; destroyed: boolean },
  ): void {
    const { after, action } = entry;
    if (!wasStored) {
      const text = 'its cookie came, and the store does not know it';
      this.#add(life, entry, { kind: 'used', text });
      return;
    }
    life.state = destroyed ? 'ended' : 'left';
    const then = after === undefined ? '' : `, ${after} takes its place`;
    if (destroyed) this.#add(life, entry, { kind: 'ended', text: `destroyed${then}` });
    else {
      const text = action === 'replaced' ? `left behind in the store${then}` : entry.effect;
      this.#add(life, entry, { kind: 'wrong', text });
    }
  }

  #come(life: Life, entry: LiveRequest, isOther: boolean, isNew: boolean, user: string | null) {
    const { action, before, changes, marks, effect } = entry;
    const hasEnded = !isNew && life.state !== 'live' && life.state !== 'unknown';
    const signedIn = user !== null && life.user === null;
    if (hasEnded && life.state === 'ended') {
      this.#add(life, entry, { kind: 'wrong', text: 'it came back after it had ended', changes });
    } else if (isNew && (action === 'created' || action === 'replaced')) {
      const from = action === 'replaced' && isOther ? `, in the place of ${before}` : '';
      const whose = user === null ? '' : `, ${user} is signed in`;
      this.#add(life, entry, { kind: 'born', text: `it begins${from}${whose}`, changes });
    } else if (changes.length > 0) {
      const who = signedIn ? `, ${user} is signed in` : '';
      const keptId = marks.includes(KEPT_ID);
      const kind = keptId ? 'wrong' : 'changed';
      this.#add(life, entry, { kind, text: `${keptId ? KEPT_ID : effect}${who}`, changes });
    } else {
      const kind = action === 'touched' || action === 'saved' ? 'renewed' : 'used';
      this.#add(life, entry, { kind, text: effect });
    }
  }

  #endAll(entry: LiveNews, state: LifeState, text: string): LiveSession[] {
    return this.#here().map((life) => {
      life.state = state;
      this.#add(life, entry, { kind: 'ended', text });
      return withoutMoments(life);
    });
  }

  #here(): Life[] {
    return [...this.#lives.values()].filter(({ state }) => state === 'live' || state === 'left');
  }

  #life(session: string, at: string, state: LifeState): Life {
    const known = this.#lives.get(session);
    // The sessions that were used last are at the end.
    this.#lives.delete(session);
    const life: Life = known ?? {
      session,
      state,
      user: null,
      since: at,
      until: at,
      expires: null,
      moments: [],
      forgotten: 0,
    };
    this.#lives.set(session, life);
    return life;
  }

  #add(life: Life, entry: LiveRequest | LiveNews, doing: Doing): void {
    const changes: LiveChange[] = doing.changes ?? [];
    life.until = entry.at;
    this.#moments += 1;
    life.moments.push({
      at: entry.at,
      changes,
      kind: doing.kind,
      text: doing.text,
      ...(entry.type === 'request' && {
        number: entry.number,
        request: `${entry.method} ${entry.path}`,
      }),
    });
    if (life.moments.length <= MOST_MOMENTS) return;
    life.moments.splice(1, 1);
    life.forgotten += 1;
    this.#moments -= 1;
  }

  #forget(): void {
    while (this.#lives.size > MOST_SESSIONS || this.#moments > MOST_OF_ALL) {
      const [first] = this.#lives.values();
      if (!first) return;
      this.#lives.delete(first.session);
      this.#moments -= first.moments.length;
    }
  }
}

function withoutMoments({ moments: _, forgotten: __, ...session }: Life): LiveSession {
  const { data } = session;
  return data === undefined ? session : { ...session, data: cut(data, LONGEST_GLANCE) };
}
