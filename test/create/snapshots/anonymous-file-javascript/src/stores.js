import { resolve } from 'node:path';
import { MemoryAttempts } from './accounts/limits/attempts.js';
import { FileStore } from './sessions/store/file-store.js';
import { SITE_FOLDER } from './settings/site.js';

/** @import { Stores } from './app.js' */

/**
 * Keeps sessions in the folder SESSION_DIR. Failed sign-ins are counted in the memory of each process.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Stores>}
 */
export async function openStores(env) {
  // A relative path starts at the site's folder, not at the folder where the site was started.
  const sessions = new FileStore(resolve(SITE_FOLDER, env.SESSION_DIR || '.sessions'));
  return { sessions, attempts: new MemoryAttempts(), close: async () => sessions.stopSweeping() };
}
