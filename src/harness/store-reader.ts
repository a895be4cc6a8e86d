import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionRecord } from '../sessions/record.ts';
import type { StorePlace } from './site.ts';

/** Looks at a store from outside, again and again. */
export interface StoreReader {
  /** All that the store holds now. @throws Failure `store-unreadable` */
  read(): Promise<SessionRecord[]>;
  /** Lets go; takes away what the run stored, where the place was the run's own. */
  close(): Promise<void>;
}

export function openStoreReader(place: StorePlace, _options: { clears: boolean }): StoreReader {
  if (place.kind !== 'file') throw new Error('later');
  const { directory } = place;
  return {
    read: async () => {
      let names: string[] = [];
      try {
        names = readdirSync(directory);
      } catch {}
      return names
        .filter((name) => /^[0-9a-f]{64}$/.test(name))
        .map((name) => {
          const path = join(directory, name);
          const text = readFileSync(path, 'utf8');
          const { cookie: _, ...data } = JSON.parse(text);
          return {
            id: name.slice(0, 8),
            state: 'live',
            data,
            user: data.user_name ?? null,
            created: null,
            used: null,
            expires: statSync(path).mtime,
            size: text.length,
          };
        });
    },
    close: async () => {},
  };
}
