import type { StoredSession } from '../../sessions/stored-session.ts';
import { attempt } from '../attempt.ts';
import { asStored, storedText } from './stored-text.ts';

type Callback = (error: unknown, sessions?: unknown) => void;

/** Reads all that a store holds. @throws if that is not possible */
export type ReadSessions = () => Promise<StoredSession[]>;

/** How to read a store that keeps its sessions in this process; undefined if the store is unknown. */
export function readerOf(store: object): ReadSessions | undefined {
  return attempt(() => textReader(store) ?? allReader(store));
}

/** express-session's own store has texts by id. Its `all` is not called, because it deletes expired sessions. */
function textReader(store: object): ReadSessions | undefined {
  if (!textsIn(store)) return undefined;
  return async () => {
    const texts = textsIn(store);
    if (!texts) throw new Error('It holds something else than texts by now');
    return texts.map(([sessionId, text]) => ({ sessionId, ...asStored(text) }));
  };
}

function textsIn(store: object): Array<[id: string, text: string]> | undefined {
  const sessions: unknown = Reflect.get(store, 'sessions');
  if (typeof sessions !== 'object' || sessions === null) return undefined;
  const prototype = Object.getPrototypeOf(sessions);
  if (prototype !== null && prototype !== Object.prototype) return undefined;
  const entries = Object.entries(sessions);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? entries
    : undefined;
}

/** A generated site's store has the method `all` if its sessions are in memory. */
function allReader(store: object): ReadSessions | undefined {
  const all: unknown = Reflect.get(store, 'all');
  const isOurs = store.constructor.name === 'ExpressStore' && 'markReplaced' in store;
  if (!isOurs || typeof all !== 'function') return undefined;
  const call = async () =>
    new Promise<unknown>((resolve, reject) => {
      const done: Callback = (error, sessions) => (error ? reject(error) : resolve(sessions));
      Reflect.apply(all, store, [done]);
    });
  return async () =>
    Object.entries(Object(await call())).flatMap(([sessionId, session]) => {
      const stored = storedText(session);
      return stored ? { sessionId, ...stored } : [];
    });
}
