import type { RedisPlace } from './redis/url.ts';
import { DEFAULT_PREFIX } from './redis/url.ts';
import type { SqlPlace } from './sql/place.ts';

/** Where sessions are. */
export type StorePlace =
  | ReadablePlace
  /** In a table, which is only ever read. */
  | SqlPlace
  | AppPlace;

/** Inside an app, which alone can tell. */
export interface AppPlace {
  kind: 'memory';
  /** The app's folder, as a person named it. */
  directory: string;
  /** The class of a store that is elsewhere, and that the app reads itself; empty for its memory. */
  store?: string;
}

/** Where anybody can look. */
export type ReadablePlace = FilePlace | ({ kind: 'redis' } & RedisPlace);

export interface FilePlace {
  kind: 'file';
  directory: string;
  /** What a person calls it: `.sessions/`. */
  name: string;
  /** True where it is made by a site that may not have been started yet. */
  mayBeMissing: boolean;
}

/** Session files in a folder. */
export function fileAt(name: string, directory: string, { mayBeMissing = false } = {}): FilePlace {
  return { kind: 'file', directory, name: name.replace(/\/*$/, '/'), mayBeMissing };
}

/** Sessions in the Redis of an address; `setting` is what messages name as the place where it is wrong. */
export function redisAt(url: string, prefix = DEFAULT_PREFIX, setting: string): ReadablePlace {
  return { kind: 'redis', url, prefix, setting };
}
