import { MemoryAttempts } from './accounts/limits/attempts.js';
import { MemoryStore } from './sessions/store/memory-store.js';

/** @import { Stores } from './app.js' */

/**
 * Keeps everything in the memory of this process.
 *
 * @param {NodeJS.ProcessEnv} _env
 * @returns {Promise<Stores>}
 */
export async function openStores(_env) {
  const sessions = new MemoryStore();
  return { sessions, attempts: new MemoryAttempts(), close: async () => sessions.stopSweeping() };
}
