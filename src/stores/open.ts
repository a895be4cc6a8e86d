import type { StorePlace } from './locate.ts';
import type { SessionStore } from './store.ts';

/**
 * Opens a store. A server is connected to when it is first asked.
 *
 * @throws Failure `usage` where the address is none
 */
export async function openStore(place: StorePlace, signal?: AbortSignal): Promise<SessionStore> {
  switch (place.kind) {
    case 'file': {
      const { FileStore } = await import('./file/store.ts');
      return new FileStore(place, signal);
    }
    case 'redis': {
      const { RedisStore } = await import('./redis/store.ts');
      return new RedisStore(place, signal);
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
