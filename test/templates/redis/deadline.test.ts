import { setTimeout as pause } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { replaceSession, saveSession } from '../../../templates/base/src/sessions/session.ts';
import { readSettings } from '../../../templates/base/src/settings.ts';
import { type FaultyLine, openFaultyLine } from '../../support/faulty-line.ts';
import { startLab } from '../../support/lab.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { borrowSite } from '../../support/site.ts';
import { Visitor } from '../../support/visitor.ts';

/** What a request may wait for Redis in all. */
const REQUEST_MS = 2_000;
/** A busy machine is late by less than this. */
const GRACE_MS = 1_200;

const settings = readSettings({ SESSION_SECRET: 'only for tests '.repeat(3) });

describe.skipIf(!inject('redisUrl'))('a request waits for Redis two seconds at most', () => {
  let line: FaultyLine;
  let REDIS_URL: string;
  beforeEach(async () => {
    line = await openFaultyLine(Number(new URL(inject('redisUrl')).port));
    REDIS_URL = `redis://127.0.0.1:${line.port}`;
  });
  afterEach(() => line.stop());

  const timed = async <T>(work: Promise<T>) => {
    const began = performance.now();
    const result = await work;
    return { result, took: performance.now() - began };
  };
  const startSessions = async (routes: Record<string, RequestHandler>, redisUrl = REDIS_URL) => {
    const url = await startLab(await openStore('redis', scratchSettings(redisUrl)), {
      '/sign-in': async (req, res) => {
        await replaceSession(req, () => ({ user_name: 'alice' }), settings);
        res.send('signed in');
      },
      '/set': async (req, res) => {
        Object.assign(req.session, { lang: 'en' });
        await saveSession(req);
        res.send('set');
      },
      ...routes,
    });
    const alice = new Visitor(url);
    await alice.get('/sign-in');
    return alice;
  };

  it('in all, however many commands it needs: a sign-in at 900 ms a reply is refused', async () => {
    const site = await borrowSite('anonymous', 'redis', 'javascript');
    const running = await site.start('start', scratchSettings(REDIS_URL) as Record<string, string>);
    const alice = new Visitor(running.url);
    await alice.get('/home');
    await alice.post('/login', { username: 'alice' });
    line.delay = 450;
    const { result, took } = await timed(alice.post('/login', { username: 'alice' }));
    expect(result.status).toBe(503);
    expect(result.cookies).toEqual([]);
    expect(took).toBeLessThan(REQUEST_MS + GRACE_MS);
    line.delay = 0;
    expect((await alice.post('/login', { username: 'alice' })).status).toBe(302);
    expect(running.output()).not.toContain('does not answer');
    await running.stop();
    await site.remove();
  });

  it('however many wait with it: one write of many is refused as soon as its own time is up', async () => {
    const alice = await startSessions({});
    line.delay = 450;
    const answers = await Promise.all(Array.from({ length: 20 }, () => timed(alice.get('/set'))));
    for (const { took } of answers) expect(took).toBeLessThan(REQUEST_MS + GRACE_MS);
  });

  it('not counting its own work, such as a password that takes long to check', async () => {
    const alice = await startSessions({
      '/work': async (req, res) => {
        await pause(REQUEST_MS + 100);
        Object.assign(req.session, { lang: 'de' });
        await saveSession(req);
        res.send('worked');
      },
    });
    expect((await alice.get('/work')).status).toBe(200);
  });

  it('not counting a time in which this process itself stood still, if the reply has come', async () => {
    const standStill: RequestHandler = async (req, res) => {
      Object.assign(req.session, { lang: 'fr' });
      const saved = saveSession(req);
      // By then the command is on its way.
      setImmediate(() => blockFor(1_300));
      await saved;
      res.send('stored');
    };
    // Without the line, which would stand still as well.
    const alice = await startSessions({ '/stand-still': standStill }, inject('redisUrl'));
    expect((await alice.get('/stand-still')).status).toBe(200);
  });

  it('and what is done after the answer has time of its own', async () => {
    let done: Promise<unknown> = Promise.resolve();
    const records = await openStore('redis', scratchSettings(REDIS_URL));
    const url = await startLab(records, {
      '/slow': async (_req, res) => {
        await Promise.allSettled([records.find('a')]);
        await Promise.allSettled([records.find('b')]);
        await Promise.allSettled([records.find('c')]);
        res.once('finish', () => {
          done = records.find('d');
        });
        res.send('late');
      },
    });
    // Three replies take more than a request has.
    line.delay = 340;
    expect((await new Visitor(url).get('/slow')).body).toBe('late');
    await expect(done).resolves.toBeUndefined();
  });
});

function blockFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
