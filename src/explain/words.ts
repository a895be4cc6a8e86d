import type { StartEvent } from '../events/run.ts';
import { cutTo } from '../terminal/columns.ts';

/** Longer texts of an app's would hide the sentence around them. */
const LONGEST = 60;

/** A text that came from the app, in a sentence of ours. */
export function short(text: string): string {
  return cutTo(text, LONGEST);
}

/** `a`, `a and b`, `a, b and c` */
export function list(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words.map(short));
}

interface StoreWords {
  /** Where a record lies: "in a file". */
  place: string;
  /** Why it outlives the app's process or does not. */
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

/** By the kind of our own sites' stores, or by the name of a class that everybody knows. */
const STORES: Readonly<Record<string, StoreWords>> = {
  memory: MEMORY,
  MemoryStore: MEMORY,
  file: FILE,
  FileStore: FILE,
  redis: REDIS,
  RedisStore: REDIS,
};

/** What is said of a store; undefined where nobody knows its kind. */
export function storeWords({ store }: StartEvent['site']): StoreWords | undefined {
  return store !== undefined && Object.hasOwn(STORES, store) ? STORES[store] : undefined;
}

/** Where a record lies, also where the kind of its store is not known. */
export function recordPlace(site: StartEvent['site']): string {
  return (
    storeWords(site)?.place ??
    (site.store === undefined
      ? 'in the store of the app'
      : `in the store of the app (${short(site.store)})`)
  );
}
