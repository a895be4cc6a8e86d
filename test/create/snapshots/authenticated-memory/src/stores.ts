import { MemoryAttempts } from './accounts/limits/attempts.ts';
import type { Stores } from './app.ts';
import { MemoryStore } from './sessions/store/memory-store.ts';

/** Keeps everything in the memory of this process. */
export async function openStores(_env: NodeJS.ProcessEnv): Promise<Stores> {
  const sessions = new MemoryStore();
  return { sessions, attempts: new MemoryAttempts(), close: async () => sessions.stopSweeping() };
}
