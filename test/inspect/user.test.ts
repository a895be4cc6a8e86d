import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withRedis } from '../support/redis.ts';
import {
  inspectStore,
  masked,
  STORES,
  type StoredSessions,
  storedSessions,
} from '../support/stored.ts';

/** Takes a session out of the index in which a site notes which sessions each user has. */
async function unlist({ kind, settings }: StoredSessions, user: string, id: string) {
  const { SESSION_DIR = '', REDIS_URL = '', REDIS_PREFIX = '' } = settings;
  const [folder, file] = [user, id].map((text) => createHash('sha256').update(text).digest('hex'));
  if (kind === 'file') rmSync(join(SESSION_DIR, 'users', String(folder), String(file)));
  else await withRedis(REDIS_URL, (client) => client.hDel(`users:${REDIS_PREFIX}${user}`, id));
}

describe.each(STORES)('inspect --user, on the %s store', (kind) => {
  const filled = async () => {
    const sessions = storedSessions(kind);
    const own = [
      await sessions.add({ user_name: 'alice' }),
      await sessions.add({ user_name: 'alice' }),
    ];
    const bobs = await sessions.add({ user_name: 'bob' });
    await sessions.add({ lang: 'en' });
    const listed = async (...words: string[]) => {
      const { stdout } = await inspectStore(sessions, ['--json', ...words]);
      return JSON.parse(stdout)
        .map(({ id }: { id: string }) => id)
        .sort();
    };
    return { sessions, own, bobs, listed };
  };

  it('shows the sessions of that user, and no others', async () => {
    const { own, bobs, listed } = await filled();
    expect(await listed('--user', 'alice')).toEqual(own.map(masked).sort());
    expect(await listed('--user', 'bob')).toEqual([masked(bobs)]);
    expect(await listed('--user', 'nobody')).toEqual([]);
    expect(await listed('--user', 'alice', '--anonymous')).toEqual([]);
  });

  it('reads them by the index that the site keeps', async () => {
    const { sessions, own, listed } = await filled();
    await unlist(sessions, 'alice', own[0] ?? '');
    expect(await listed('--user', 'alice')).toEqual(own.slice(1).map(masked));
    // Without an index, as beside other stores, all sessions are read.
    await unlist(sessions, 'alice', own[1] ?? '');
    if (kind === 'file')
      rmSync(join(String(sessions.settings.SESSION_DIR), 'users'), { recursive: true });
    expect(await listed('--user', 'alice')).toEqual(own.map(masked).sort());
  });

  it('destroys them with --destroy', async () => {
    const { sessions, own, bobs, listed } = await filled();
    const words = ['--user', 'alice', '--destroy', '--yes'];
    const { exitCode, stdout } = await inspectStore(sessions, words);
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n').sort()).toEqual(
      own.map((id) => `destroyed  ${masked(id)}  alice`).sort(),
    );
    expect(await listed('--user', 'alice')).toEqual([]);
    expect(await listed('--signed-in')).toEqual([masked(bobs)]);
  });

  it('does not take the index for a session', async () => {
    const { sessions } = await filled();
    const { stderr } = await inspectStore(sessions, []);
    expect(stderr).not.toContain('Skipped');
    expect(stderr).toContain('4 sessions');
  });
});
