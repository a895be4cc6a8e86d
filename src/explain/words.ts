import type { StartEvent } from '../events/run.ts';
import { cutTo } from '../terminal/columns.ts';

/** A longer text of an app would hide the rest of the sentence. */
const LONGEST = 60;

/** A text from the app, short enough for a sentence. */
export function short(text: string): string {
  return cutTo(text, LONGEST);
}

/** `a`, `a and b`, `a, b and c` */
export function list(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words.map(short));
}

interface StoreWords {
  /** Where a record is kept: "in a file". */
  place: string;
  /** Why it survives a restart of the app, or does not. */
  atRestart: string;
}

const MEMORY: StoreWords = {
  place: 'in the memory of the app’s own process',
  atRestart: 'it was in the memory of the process that ended',
};
const FILE: StoreWords = {
  place: 'in a file on the disk of the server',
  atRestart: 'it lies in a file, outside of the process that ended',
};
const REDIS: StoreWords = {
  place: 'in Redis, a server of its own beside the app',
  atRestart: 'it lies in Redis, outside of the process that ended',
};

/** By the kind of store of a generated site, or by the name of a well-known class. */
const STORES: Readonly<Record<string, StoreWords>> = {
  memory: MEMORY,
  MemoryStore: MEMORY,
  file: FILE,
  FileStore: FILE,
  redis: REDIS,
  RedisStore: REDIS,
};

/** The words for a store; undefined if its kind is unknown. */
export function storeWords({ store }: StartEvent['site']): StoreWords | undefined {
  return store !== undefined && Object.hasOwn(STORES, store) ? STORES[store] : undefined;
}

/** Where a record is kept; a general answer if the kind of store is unknown. */
export function recordPlace(site: StartEvent['site']): string {
  return (
    storeWords(site)?.place ??
    (site.store === undefined
      ? 'in the store of the app'
      : `in the store of the app (${short(site.store)})`)
  );
}
