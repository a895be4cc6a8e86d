import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { openFaultyLine } from '../support/faulty-line.ts';
import { startRedis, withRedis } from '../support/redis.ts';
import { masked, type StoredSessions, storedSessions } from '../support/stored.ts';
import { KEYS, runOnTerminal } from '../support/terminal.ts';

const inspect = (args: string[], env: Record<string, string> = {}) =>
  runOnTerminal(['inspect', ...args], { cwd: process.cwd(), env }, 'session-app');

async function filled(count: number): Promise<StoredSessions> {
  const sessions = storedSessions('file');
  for (let n = 0; n < count; n += 1)
    await sessions.addRaw(`visitor-${n}`, `{"cookie":{},"n":${n}}`);
  return sessions;
}

describe('session-app inspect, on a terminal', () => {
  it('shows 50 sessions, and says that there may be more', async () => {
    const run = inspect([...(await filled(60)).args]);
    expect(await run.ended).toBe(0);
    await run.shows('50 sessions shown');
    expect(run.text()).toContain('there may be more (--limit 0)');
    expect(run.text().match(/^\w{8} {2}/gm)).toHaveLength(50);
  });

  it('shows them all with --limit 0', async () => {
    const run = inspect([...(await filled(60)).args, '--limit', '0']);
    expect(await run.ended).toBe(0);
    await run.shows('60 sessions:');
    expect(run.text().match(/^\w{8} {2}/gm)).toHaveLength(60);
  });

  it('cuts lines to the terminal’s width', async () => {
    const sessions = storedSessions('file');
    const names = Array.from({ length: 40 }, (_, n) => [`key-${n}`, n]);
    await sessions.add({ user_name: '李小龍李小龍', ...Object.fromEntries(names) });
    const run = inspect(sessions.args);
    expect(await run.ended).toBe(0);
    await run.shows('1 session: 1 signed in');
    const [row = ''] = run.text().match(/^\w{8} {2}.*$/m) ?? [];
    expect(row).toMatch(/李小龍李小龍.*…$/);
    // Six of the characters take two columns each.
    expect(row.length + 6).toBe(80);
  });

  it.each([
    ['colours it', {}, true],
    ['does not where NO_COLOR is set', { NO_COLOR: '1' }, false],
    ['does not on a dumb terminal', { TERM: 'dumb' }, false],
  ])('%s', async (_, env, colored) => {
    const sessions = storedSessions('file');
    await sessions.addRaw('torn', '{');
    const run = inspect(sessions.args, env);
    expect(await run.ended).toBe(0);
    expect(run.output.includes('\x1b[3')).toBe(colored);
  });

  it('does not let JSON command the terminal', async () => {
    const sessions = storedSessions('file');
    await sessions.add({ user_name: '\u009b31m\u202e' });
    const run = inspect([...sessions.args, '--json']);
    expect(await run.ended).toBe(0);
    await run.shows('\\u009b31m\\u202e');
    expect(run.output).not.toMatch(/[\u009b\u202e]/);
  });
});

describe.skipIf(!inject('redisUrl'))('while a store is read that takes long', () => {
  async function slowStore(count: number, redisUrl = inject('redisUrl')) {
    const { REDIS_PREFIX = '' } = storedSessions('redis').settings;
    await withRedis(redisUrl, async (client) => {
      for (let n = 0; n < count; n += 1_000) {
        const keys = Array.from({ length: 1_000 }, (_, k): [string, string] => [
          `${REDIS_PREFIX}visitor-${n + k}`,
          '{"cookie":{}}',
        ]);
        await client.mSet(keys);
      }
    });
    const line = await openFaultyLine(Number(new URL(redisUrl).port));
    onTestFinished(() => line.stop());
    line.delay = 150;
    return ['--redis', `redis://127.0.0.1:${line.port}`, '--prefix', REDIS_PREFIX];
  }

  it('a line says how far it is, and goes away again', async () => {
    const run = inspect([...(await slowStore(8_000)), '--count']);
    await run.shows(/Reading redis 127\.0\.0\.1:\d+ test:.* … /);
    expect(await run.ended).toBe(0);
    await run.shows(/^8000$/m);
    expect(run.text()).not.toContain('Reading');
  });

  it('Ctrl-C ends it at once', async () => {
    const run = inspect([...(await slowStore(20_000)), '--count']);
    await run.shows(/Reading redis/);
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(130);
    expect(run.text()).toMatch(/^Interrupted\.$/m);
    expect(run.text()).not.toMatch(/^20000$/m);
  });

  it.skipIf(!inject('redisServer'))('--limit stops the reading', async () => {
    // A server of its own: it counts what it is asked, by whomever.
    const { url, stop } = await startRedis(inject('redisServer'));
    onTestFinished(stop);
    const args = [...(await slowStore(20_000, url)), '--limit', '3'];
    const gets = () =>
      withRedis(url, async (client) =>
        Number(/cmdstat_get:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0),
      );
    const before = await gets();
    const run = inspect(args);
    await run.shows('3 sessions shown');
    expect(await run.ended).toBe(0);
    // Two pages were asked for, and the three that are shown once more.
    expect((await gets()) - before).toBeLessThan(5_000);
  });
});

it.skipIf(!inject('redisUrl'))(
  'asks Redis for the times of what it shows to a person',
  async () => {
    const sessions = storedSessions('redis');
    const { REDIS_URL = '', REDIS_PREFIX = '' } = sessions.settings;
    const cookie = { originalMaxAge: 3_600_000, expires: new Date(Date.now() + 3_600_000) };
    await withRedis(REDIS_URL, (client) =>
      client.set(`${REDIS_PREFIX}prolonged`, JSON.stringify({ cookie, n: 1 }), {
        expiration: { type: 'EX', value: 2 * 3_600 - 5 },
      }),
    );
    const run = inspect(sessions.args);
    await run.shows(new RegExp(`${masked('prolonged')} .* 1 h 59 min `));
    expect(await run.ended).toBe(0);
  },
);
