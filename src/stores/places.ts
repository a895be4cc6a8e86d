import type { RedisPlace } from './redis/url.ts';
import { DEFAULT_PREFIX } from './redis/url.ts';
import type { SqlPlace } from './sql/place.ts';

/** Where sessions are. */
export type StorePlace =
  | ReadablePlace
  /** In a table, which is never written to. */
  | SqlPlace
  | AppPlace;

/** In an app, which alone can read them. */
export interface AppPlace {
  kind: 'memory';
  /** The app's folder, as a person named it. */
  directory: string;
  /** The class of a store outside the process that the app itself reads; empty for its memory. */
  store?: string;
}

/** A place that can be read from outside. */
export type ReadablePlace = FilePlace | ({ kind: 'redis' } & RedisPlace);

export interface FilePlace {
  kind: 'file';
  directory: string;
  /** What a person calls it: `.sessions/`. */
  name: string;
  /** True if the site that makes it may not have been started yet. */
  mayBeMissing: boolean;
}

/** Session files in a folder. */
export function fileAt(name: string, directory: string, { mayBeMissing = false } = {}): FilePlace {
  return { kind: 'file', directory, name: name.replace(/\/*$/, '/'), mayBeMissing };
}

/** Sessions in the Redis at an address; `setting` is the option that error messages name. */
export function redisAt(url: string, prefix = DEFAULT_PREFIX, setting: string): ReadablePlace {
  return { kind: 'redis', url, prefix, setting };
}
