import { linkSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { withRedis } from './redis.ts';
import { recordPath, type StoredSessions, storedSessions } from './stored.ts';

/** So many links some file systems allow a file. */
const MOST_LINKS = 10_000;
const BATCH = 100;

/**
 * A store with many sessions of so many bytes, whose records do not say when they leave. They go when the running test
 * ends, unless they are in a folder that was given.
 */
export async function manySessions(
  kind: StoredSessions['kind'],
  count: number,
  size: number,
  directory?: string,
): Promise<StoredSessions> {
  const sessions = storedSessions(kind, directory ? { SESSION_DIR: directory } : undefined);
  const text = JSON.stringify({ cookie: {}, user_name: 'alice', note: 'x'.repeat(size) });
  const ids = Array.from({ length: count }, (_, n) => `visitor-${n}`);
  if (kind === 'file') storeFiles(sessions, ids, text);
  else await storeKeys(sessions, ids, text);
  return sessions;
}

/** A file under many names is many files to whoever reads them, and takes the room of one. */
function storeFiles(
  { settings: { SESSION_DIR = '' } }: StoredSessions,
  ids: readonly string[],
  text: string,
): void {
  // A file's time says when its session leaves.
  const later = new Date(Date.now() + 3_600_000);
  const paths = ids.map((id) => recordPath(SESSION_DIR, id));
  for (const [n, path] of paths.entries()) {
    const first = paths[n - (n % MOST_LINKS)] ?? path;
    mkdirSync(dirname(path), 0o700);
    if (path === first) {
      writeFileSync(path, text, { mode: 0o600 });
      utimesSync(path, later, later);
    } else {
      linkSync(first, path);
    }
  }
}

async function storeKeys(
  { settings: { REDIS_URL = '', REDIS_PREFIX = '' } }: StoredSessions,
  ids: readonly string[],
  text: string,
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, n) =>
    ids.slice(n * BATCH, (n + 1) * BATCH).map((id) => `${REDIS_PREFIX}${id}`),
  );
  await withRedis(REDIS_URL, async (client) => {
    for (const keys of batches) await client.mSet(keys.map((key): [string, string] => [key, text]));
  });
  onTestFinished(() =>
    withRedis(REDIS_URL, async (client) => {
      for (const keys of batches) await client.unlink(keys);
    }),
  );
}
