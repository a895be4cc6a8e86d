import type { Flow } from '../../flows/flow.ts';
import type { Exchange } from '../../visitor/exchange.ts';

/** The times of a visitor's session, in milliseconds since 1970. */
interface Times {
  signedInAt: number;
  lastAt: number;
  isOver: boolean;
}

/**
 * The limits that a flow sets for the site's sessions. On a busy machine, a visit that should be in time may be too
 * late.
 */
export class Limits {
  readonly #idle: number;
  readonly #absolute: number;
  readonly #times = new Map<string, Times>();
  /** Whether the flow has settings, which may include limits. */
  readonly areOwn: boolean;

  constructor(settings: Flow['settings']) {
    this.#idle = millisecondsIn(settings?.SESSION_IDLE);
    this.#absolute = millisecondsIn(settings?.SESSION_ABSOLUTE);
    this.areOwn = settings !== undefined;
  }

  /** Whether the session may have reached a limit before the response came. */
  arePast(exchange: Exchange): boolean {
    const times = this.#times.get(exchange.visitor);
    if (!times || exchange.asked.signsIn) return false;
    const at = Math.max(exchange.answeredAt, exchange.sentAt);
    return (
      times.isOver || at - times.lastAt >= this.#idle || at - times.signedInAt >= this.#absolute
    );
  }

  note(exchange: Exchange): void {
    const { visitor, sentAt, asked } = exchange;
    const isOver = this.arePast(exchange);
    const signedInAt = asked.signsIn ? sentAt : this.#times.get(visitor)?.signedInAt;
    if (signedInAt !== undefined) this.#times.set(visitor, { signedInAt, lastAt: sentAt, isOver });
  }
}

function millisecondsIn(seconds = ''): number {
  const [, count] = /^(\d+)s$/.exec(seconds) ?? [];
  return count === undefined ? Number.POSITIVE_INFINITY : Number(count) * 1_000;
}
