import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDotEnv } from '../src/settings/env-file.js';
import { openStores } from '../src/stores.js';

// .env says where the stores are.
loadDotEnv();

/**
 * Opens the site's stores in a folder of their own. Closing them removes it.
 *
 * @param {Record<string, string>} [env]
 */
export async function openTestStores(env = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'sessions-'));
  const sessions = join(directory, 'sessions');
  const stores = await openStores({ ...process.env, ...env, SESSION_DIR: sessions });
  return {
    ...stores,
    directory,
    close: async () => {
      await stores.close();
      await rm(directory, { recursive: true });
    },
  };
}
