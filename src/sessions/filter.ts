import { Failure } from '../failure.ts';
import { classOf, type SessionClass } from './classes.ts';
import { dataAt } from './contents.ts';
import type { Session } from './session.ts';

/** Whether a session is one of those that were asked for. */
export type Filter = (session: Session) => boolean;

/** What to ask for; all conditions must hold. */
export interface FilterOptions {
  /** Conditions on what a session holds: see `parseCondition`. */
  where?: readonly string[];
  /** The classes of sessions; all, if none is named. */
  classes?: readonly SessionClass[];
  /** The user whose sessions are asked for. */
  user?: string | undefined;
}

/**
 * The filter for some options.
 *
 * @throws Failure `usage` if a condition is invalid
 */
export function filterOf({ where = [], classes = [], user }: FilterOptions): Filter {
  const conditions = where.map(parseCondition);
  return (session) =>
    (classes.length === 0 || classes.includes(classOf(session))) &&
    (user === undefined || session.user === user) &&
    conditions.every((holds) => holds(session));
}

const CONDITION = /^([^=<>!]+?)\s*(!=|>=|<=|=|>|<)\s*(.*)$/s;
const PRESENCE = /^(!?)([^=<>!]+)$/s;

type Comparison = (value: unknown, wanted: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': isEqual,
  '!=': (value, wanted) => !isEqual(value, wanted),
  '>': (value, wanted) => order(value, wanted) > 0,
  '>=': (value, wanted) => order(value, wanted) >= 0,
  '<': (value, wanted) => order(value, wanted) < 0,
  '<=': (value, wanted) => order(value, wanted) <= 0,
};

/** Properties of the session itself, for sessions that hold no key of that name. */
const COLUMNS: Readonly<Record<string, (session: Session) => unknown>> = {
  user: ({ user }) => user,
  state: ({ state }) => state,
  size: ({ size }) => size,
};

/**
 * Parses a condition: `user_name=alice`, `views>3`, `cart.total<=10`, `lang!=en`, `cart` (it is there), `!cart` (it is
 * not). Numbers are compared as numbers. `user`, `state` and `size` mean the session's own properties, unless it holds
 * a key of that name.
 *
 * @throws Failure `usage`
 */
function parseCondition(text: string): Filter {
  const [, path = '', operator = '', wanted = ''] = CONDITION.exec(text) ?? [];
  const compare = COMPARISONS[operator];
  if (compare) return (session) => compare(held(session, path.trim()), wanted);
  const [, not, name = ''] = PRESENCE.exec(text.trim()) ?? [];
  if (not === undefined) {
    throw new Failure(
      'usage',
      `The condition "${text}" cannot be understood. Write it like user_name=alice, views>3, cart or !cart.`,
    );
  }
  return (session) => (held(session, name.trim()) !== undefined) === (not === '');
}

function held(session: Session, path: string): unknown {
  const column = Object.hasOwn(COLUMNS, path) ? COLUMNS[path] : undefined;
  return dataAt(session.data, path) ?? column?.(session);
}

function isEqual(value: unknown, wanted: string): boolean {
  if (value === undefined) return false;
  if (typeof value === 'number' && wanted.trim() !== '') return value === Number(wanted);
  return textOf(value) === wanted;
}

/** Negative, zero or positive; NaN if they cannot be compared. */
function order(value: unknown, wanted: string): number {
  if (typeof value !== 'number' && typeof value !== 'string') return Number.NaN;
  const [one, other] = [Number(value), Number(wanted)];
  if (value !== '' && !Number.isNaN(one) && !Number.isNaN(other)) return one - other;
  if (typeof value === 'number') return Number.NaN;
  return value === wanted ? 0 : value < wanted ? -1 : 1;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
