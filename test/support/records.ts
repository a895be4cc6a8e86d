import { randomUUID } from 'node:crypto';
import { Cookie, type SessionData } from 'express-session';
import { inject } from 'vitest';
import type { Store } from '../../src/create/options.ts';
import type { Stores } from '../../templates/base/src/app.ts';
import type { SessionStore } from '../../templates/base/src/sessions/store/session-store.ts';
import { openStores as openFile } from '../../templates/store-file/src/stores.ts';
import { openStores as openMemory } from '../../templates/store-memory/src/stores.ts';
import { openStores as openRedis } from '../../templates/store-redis/src/stores.ts';
import { scratchFolder } from './scratch.ts';

const OPEN = { memory: openMemory, file: openFile, redis: openRedis };

/** A store's place that no other test uses, as settings; several handles can be opened on it. */
export function scratchSettings(redisUrl = inject('redisUrl')): NodeJS.ProcessEnv {
  return {
    SESSION_DIR: scratchFolder(),
    REDIS_URL: redisUrl,
    REDIS_PREFIX: `test:${randomUUID()}:`,
  };
}

/** A generated site's session store, together with what the site opens beside it. */
export type OpenedStore = SessionStore & Omit<Stores, 'sessions'>;

/** Opens a generated site's stores. */
export async function openStore(store: Store, settings: NodeJS.ProcessEnv): Promise<OpenedStore> {
  const { sessions, ...others } = await OPEN[store](settings);
  return Object.assign(sessions, others);
}

/** The stores, as a site takes them. */
export function storesOf(store: OpenedStore): Stores {
  return {
    sessions: store,
    attempts: store.attempts,
    middleware: store.middleware,
    close: () => store.close(),
  };
}

/** A session record that leaves after so many milliseconds. */
export function record(contents: Record<string, unknown>, lifetime = 3_600_000): SessionData {
  const cookie = new Cookie();
  cookie.expires = new Date(Date.now() + lifetime);
  return { ...contents, cookie };
}

/** What a record holds, without the cookie's details. */
export function contentsOf(found: SessionData | undefined): Record<string, unknown> | undefined {
  if (!found) return undefined;
  const { cookie: _, ...contents } = found;
  return contents;
}
