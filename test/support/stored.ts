import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { newSessionId } from '../../templates/base/src/sessions/session-id.ts';
import { runCli } from './cli.ts';
import { openStore, record, scratchSettings } from './records.ts';
import { withRedis } from './redis.ts';

/** The stores that can be looked into from outside. */
export const STORES = inject('redisUrl') ? (['file', 'redis'] as const) : (['file'] as const);

/** A store of a test's own, of a generated site's kind, with sessions in it. */
export interface StoredSessions {
  kind: (typeof STORES)[number];
  /** How `inspect` is told of it. */
  args: string[];
  settings: NodeJS.ProcessEnv;
  /** Stores a session as a generated site does; answers its id. */
  add(contents: Record<string, unknown>, lifetime?: number): Promise<string>;
  /** Stores a text as it is, where the session of an id would be. */
  addRaw(id: string, text: string): Promise<void>;
}

/** Opens a store that goes when the running test ends, unless its place is given. */
export function storedSessions(
  kind: StoredSessions['kind'],
  settings = scratchSettings(),
): StoredSessions {
  const { SESSION_DIR = '', REDIS_URL = '', REDIS_PREFIX = '' } = settings;
  return {
    kind,
    settings,
    args:
      kind === 'file' ? ['--dir', SESSION_DIR] : ['--redis', REDIS_URL, '--prefix', REDIS_PREFIX],
    async add(contents, lifetime) {
      const id = newSessionId();
      const store = await openStore(kind, settings);
      await store.create(id, record(contents, lifetime));
      await store.close();
      return id;
    },
    async addRaw(id, text) {
      if (kind === 'file') {
        mkdirSync(join(SESSION_DIR, digest(id)), { recursive: true, mode: 0o700 });
        writeFileSync(recordPath(SESSION_DIR, id), text, { mode: 0o600 });
      } else await withRedis(REDIS_URL, (client) => client.set(REDIS_PREFIX + id, text));
    },
  };
}

/** Runs `session-app inspect` on a store, off a terminal. */
export function inspectStore(
  { args }: Pick<StoredSessions, 'args'>,
  more: string[] = [],
  env: Record<string, string> = {},
) {
  return runCli(['inspect', ...args, ...more], { bin: 'session-app', env });
}

/** The file of a session, in a folder as a generated site has it. */
export function recordPath(directory: string, id: string): string {
  return join(directory, digest(id), 'record');
}

/** The SHA-256 of a session id: the name of its folder, and what a masked id is the beginning of. */
export function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** What stands for a session id wherever it is shown. */
export function masked(id: string): string {
  return digest(id).slice(0, 8);
}
