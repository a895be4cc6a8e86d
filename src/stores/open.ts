import type { StorePlace } from './places.ts';
import type { SessionStore } from './store.ts';

const PREFIX_GUESSED =
  'The app’s source does not show what its keys in Redis begin with, and none begins with "sess:". Say it with --prefix TEXT, or run the app under session-app dev and inspect it then.';

/**
 * Opens a store. The connection to a server is made at the first question.
 *
 * @throws Failure `usage` if the address is invalid
 */
export async function openStore(place: StorePlace, signal?: AbortSignal): Promise<SessionStore> {
  switch (place.kind) {
    case 'file': {
      const { FileStore } = await import('./file/store.ts');
      return new FileStore(place, signal);
    }
    case 'redis': {
      const { RedisStore } = await import('./redis/store.ts');
      const store = new RedisStore(place, signal);
      if (!place.isGuessed) return store;
      const { DoubtfulStore } = await import('./doubtful.ts');
      return new DoubtfulStore(store, PREFIX_GUESSED);
    }
    case 'memory': {
      const { AppStore } = await import('./memory/store.ts');
      return new AppStore(place, signal);
    }
    default: {
      const { SqlStore } = await import('./sql/store.ts');
      return new SqlStore(place, signal);
    }
  }
}
