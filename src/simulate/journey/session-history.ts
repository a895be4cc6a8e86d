import { KNOWN_SECRETS } from '../../checks/known-secrets.ts';
import type { Past } from '../../checks/observed.ts';
import { isSignedWith, readCookies } from '../../cookies/cookie.ts';
import type { RunSession } from '../../events/store.ts';
import { sessionIdIn } from '../../masking/secrets.ts';
import type { ProbeOperation } from '../../probe/messages.ts';
import { maskedIdOf } from '../../sessions/session.ts';
import type { Exchange } from '../../visitor/exchange.ts';

/** After this much time, a visit must move the expiry of its session. */
const MOVES_AFTER_MS = 1_000;

interface Entry {
  /** The process that first gave it, and the number of restarts until then. */
  instance: number;
  restarts: number;
  isParallel: boolean;
  isLoggedOut: boolean;
  isFromBeforeSignIn: boolean;
  isDestroyed: boolean;
  isRevived: boolean;
  hasKeptId: boolean;
  /** When it was last sent, or first given, in milliseconds since 1970 by the app's clock. */
  usedAt: number;
}

/** What happened to the sessions of a flow, by their ids. */
export class SessionHistory {
  readonly #entries = new Map<string, Entry>();
  readonly #ids: string[] = [];
  readonly #isSession: (id: string) => boolean;
  #restarts = 0;
  #isSecretTold = false;
  /** How far the app's clock is ahead of ours, in milliseconds. */
  #ahead = 0;

  constructor(isSession: (id: string) => boolean) {
    this.#isSession = isSession;
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  clockMoved(seconds: number): void {
    this.#ahead += seconds * 1_000;
  }

  restarted(): void {
    this.#restarts += 1;
  }

  learn(
    operations: readonly ProbeOperation[] | undefined,
    sessions: readonly RunSession[] | null,
  ): void {
    for (const { name, sessionId, error } of operations ?? []) {
      const entry = sessionId === undefined ? undefined : this.#entries.get(sessionId);
      if (entry && name === 'destroy' && error === undefined) entry.isDestroyed = true;
    }
    if (!sessions) return;
    const live = new Set(sessions.filter(({ state }) => state === 'live').map(({ id }) => id));
    for (const [id, entry] of this.#entries) {
      if (entry.isDestroyed && live.has(maskedIdOf(id))) entry.isRevived = true;
    }
  }

  note(exchange: Exchange, isParallel: boolean): void {
    const { before, after } = exchange.session;
    if (before !== undefined) this.#entry(before, exchange).usedAt = exchange.sentAt + this.#ahead;
    if (after === undefined || this.#entries.has(after)) return;
    this.#entry(after, exchange).isParallel = isParallel;
  }

  #entry(id: string, { instance, sentAt }: Exchange): Entry {
    const known = this.#entries.get(id);
    if (known) return known;
    this.#ids.push(id);
    const entry: Entry = {
      instance,
      restarts: this.#restarts,
      isParallel: false,
      isLoggedOut: false,
      isFromBeforeSignIn: false,
      isDestroyed: false,
      isRevived: false,
      hasKeptId: false,
      usedAt: sentAt + this.#ahead,
    };
    this.#entries.set(id, entry);
    return entry;
  }

  /** @param operations all operations on the store during the group of visits; undefined if they cannot be observed */
  signedIn(
    { session: { before, after } }: Exchange,
    operations: readonly ProbeOperation[] | undefined,
  ): void {
    const old = before === undefined ? undefined : this.#entries.get(before);
    if (old && before !== after) old.isFromBeforeSignIn = true;
    const entry = after === undefined ? undefined : this.#entries.get(after);
    // express-session destroys the old session, even if there was none.
    const renews = operations?.some(({ name }) => name === 'destroy') ?? true;
    if (entry && before === undefined) entry.hasKeptId = !renews;
  }

  loggedOut({ session: { before } }: Exchange): void {
    const entry = before === undefined ? undefined : this.#entries.get(before);
    if (entry) entry.isLoggedOut = true;
  }

  isLoggedOut(id: string | undefined): boolean {
    return this.#has(id, 'isLoggedOut');
  }

  isFromBeforeSignIn(id: string | undefined): boolean {
    return this.#has(id, 'isFromBeforeSignIn');
  }

  isParallel(id: string | undefined): boolean {
    return this.#has(id, 'isParallel');
  }

  isRevived(id: string | undefined): boolean {
    return this.#has(id, 'isRevived');
  }

  hasKeptId(id: string | undefined): boolean {
    return this.#has(id, 'hasKeptId');
  }

  isRestarted(id: string | undefined): boolean {
    const entry = id === undefined ? undefined : this.#entries.get(id);
    return entry !== undefined && entry.restarts !== this.#restarts;
  }

  isElsewhere({ session: { before }, instance }: Exchange): boolean {
    const entry = before === undefined ? undefined : this.#entries.get(before);
    if (!entry) return false;
    return entry.instance !== instance || entry.restarts !== this.#restarts;
  }

  isDueToMove({ session: { before, after }, sentAt, request }: Exchange): boolean {
    const entry = before === undefined ? undefined : this.#entries.get(before);
    if (!entry || before !== after || request.method !== 'GET') return false;
    return sentAt + this.#ahead - entry.usedAt >= MOVES_AFTER_MS;
  }

  /** What the session's cookie in a response shows. */
  cookieOf({
    kept,
    session: { after },
    sentAt,
  }: Exchange): Pick<Past, 'cookieLife' | 'knownSecret'> {
    const given = kept.find(({ cookie: { value }, action }) => {
      const id = sessionIdIn(value);
      return action !== 'cleared' && id !== undefined && this.#isSession(id);
    })?.cookie;
    if (!given || after === undefined) return {};
    const { forgottenAt, maxAge, value } = given;
    // A date is by the app's clock, a duration is not.
    const ahead = maxAge === undefined ? this.#ahead : 0;
    return {
      ...(forgottenAt !== undefined && { cookieLife: forgottenAt - sentAt - ahead }),
      knownSecret: this.#isSecretTold ? undefined : this.#tellSecret(value),
    };
  }

  /** It is reported once, because it signs all cookies of an app. */
  #tellSecret(value: string): string | undefined {
    const secret = knownSecretOf(value);
    this.#isSecretTold = secret !== undefined;
    return secret;
  }

  #has(id: string | undefined, fact: keyof Entry): boolean {
    return id !== undefined && this.#entries.get(id)?.[fact] === true;
  }
}

/** The secret that signed a cookie, if it is a well-known one. */
function knownSecretOf(value: string): string | undefined {
  const [cookie] = readCookies(value);
  const { signed } = cookie ?? {};
  return signed && KNOWN_SECRETS.find((secret) => isSignedWith(signed, secret));
}
