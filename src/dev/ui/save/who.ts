import type { Recorded } from './recorded.ts';

/** One browser, as far as its requests show. */
export interface Clicker {
  /** `A`, `B`, … */
  name: string;
  /** The alias of the session in its cookie. */
  session: string | undefined;
  /** Whether that session began before the first request of the flow. */
  isOld: boolean;
  /** All sessions that it has had. */
  had: Set<string>;
}

/** Distinguishes browsers by their sessions: a request with the same session comes from the same browser. */
export class Clickers {
  readonly all: Clicker[] = [];
  #last: Clicker | undefined;

  /**
   * The browser with this session, else one that had it before, else a new one. Without a session, the last browser.
   */
  of({ event: { session } }: Recorded): Clicker {
    this.#last = session ? this.#by(session.before) : (this.#last ?? this.#another(undefined));
    return this.#last;
  }

  /** Notes which session the browser has after the request. */
  answered(clicker: Clicker, { event: { session } }: Recorded): void {
    if (!session) return;
    const { action, after } = session;
    if (action === 'created' || action === 'replaced') clicker.isOld = false;
    if (after !== undefined) {
      clicker.session = after;
      clicker.had.add(after);
    } else if (action === 'destroyed' || action === 'dropped') clicker.session = undefined;
  }

  #by(before: string | undefined): Clicker {
    const [last, ...others] = [this.#last, ...this.all].filter((one) => one !== undefined);
    const all = last ? [last, ...others] : [];
    const same = all.find(({ session }) => session === before);
    const earlier = before === undefined ? undefined : all.find(({ had }) => had.has(before));
    return same ?? earlier ?? this.#another(before);
  }

  #another(session: string | undefined): Clicker {
    const clicker: Clicker = {
      name: String.fromCharCode('A'.charCodeAt(0) + (this.all.length % 26)),
      session,
      isOld: session !== undefined,
      had: new Set(session === undefined ? [] : [session]),
    };
    if (this.all.length >= 26) clicker.name += String(Math.floor(this.all.length / 26) + 1);
    this.all.push(clicker);
    return clicker;
  }
}
