import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDotEnv } from '../src/settings/env-file.ts';
import { openStores } from '../src/stores.ts';

// .env says where the stores are.
loadDotEnv();

/** Opens the site's stores in a folder of their own. Closing them removes it. */
export async function openTestStores(env: Record<string, string> = {}) {
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

export type TestStores = Awaited<ReturnType<typeof openTestStores>>;
