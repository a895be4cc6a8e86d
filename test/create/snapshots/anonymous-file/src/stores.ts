import { resolve } from 'node:path';
import { MemoryAttempts } from './accounts/limits/attempts.ts';
import type { Stores } from './app.ts';
import { FileStore } from './sessions/store/file-store.ts';
import { SITE_FOLDER } from './settings/site.ts';

/** Keeps sessions in the folder SESSION_DIR. Failed sign-ins are counted in the memory of each process. */
export async function openStores(env: NodeJS.ProcessEnv): Promise<Stores> {
  // A relative path starts at the site's folder, not at the folder where the site was started.
  const sessions = new FileStore(resolve(SITE_FOLDER, env.SESSION_DIR || '.sessions'));
  return { sessions, attempts: new MemoryAttempts(), close: async () => sessions.stopSweeping() };
}
