import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Request, RequestHandler } from 'express';
import { afterEach, beforeEach, describe, expect, inject, it, type MockInstance, vi } from 'vitest';
import { replaceSession, saveSession } from '../../../templates/base/src/sessions/session.ts';
import { labSettings, startLab } from '../../support/lab.ts';
import { type OpenedStore, openStore, scratchSettings } from '../../support/records.ts';
import { type RedisServer, startRedis, withRedis } from '../../support/redis.ts';
import { Visitor } from '../../support/visitor.ts';

const put = (req: Request, value: unknown) => Object.assign(req.session, { note: value });

/** Pages that change the session and do not wait until it is stored. */
const ROUTES: Record<string, RequestHandler> = {
  '/sign-in': async (req, res) => {
    await replaceSession(req, () => ({ user_name: 'alice' }), labSettings());
    res.send('signed in');
  },
  '/page': (req, res) => {
    put(req, 'noted');
    res.send('noted');
  },
  '/redirect': (req, res) => {
    put(req, 'noted');
    res.redirect('/session');
  },
  '/saved': async (req, res) => {
    put(req, 'noted');
    await saveSession(req);
    res.send('noted');
  },
  '/stream': (req, res) => {
    put(req, 'noted');
    res.write('the first half, ');
    setTimeout(() => res.end('the second half'), 10);
  },
  '/session': (req, res) => {
    res.json({ user_name: req.session.user_name, note: Reflect.get(req.session, 'note') });
  },
};

let log: MockInstance<typeof console.error>;
let said: MockInstance<typeof console.log>;
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => {});
  said = vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a page that changes a new session, on a folder that nobody can write to', () => {
  let settings: NodeJS.ProcessEnv;
  let visitor: Visitor;
  beforeEach(async () => {
    settings = scratchSettings();
    visitor = new Visitor(await startLab(await openStore('file', settings), ROUTES));
  });
  const breakStore = () => {
    const { SESSION_DIR = '' } = settings;
    rmSync(SESSION_DIR, { recursive: true });
    writeFileSync(SESSION_DIR, '');
    return () => {
      rmSync(SESSION_DIR);
      mkdirSync(SESSION_DIR, { mode: 0o700 });
    };
  };

  it.each(['/page', '/redirect', '/saved'])(
    '%s: 503 and no cookie; and 200 or so again when it works',
    async (path) => {
      const mend = breakStore();
      const answer = await visitor.get(path);
      expect(answer.status).toBe(503);
      expect(answer.cookies).toEqual([]);
      mend();
      expect((await visitor.get(path)).status).toBeLessThan(400);
      expect(JSON.parse((await visitor.get('/session')).body)).toEqual({ note: 'noted' });
    },
  );

  it('a stream is cut, and whole again when it works', async () => {
    const mend = breakStore();
    await expect(visitor.get('/stream')).rejects.toThrow();
    mend();
    expect((await visitor.get('/stream')).body).toBe('the first half, the second half');
    expect(JSON.parse((await visitor.get('/session')).body)).toEqual({ note: 'noted' });
  });
});

describe.skipIf(!inject('redisServer'))('a Redis that can be read, and not written to', () => {
  let redis: RedisServer;
  let store: OpenedStore;
  beforeEach(async () => {
    redis = await startRedis(inject('redisServer'));
    store = await openStore('redis', scratchSettings(redis.url));
  });
  afterEach(() => redis.stop());
  /** Redis takes no writes where it wants replicas to take them as well, and there are none. */
  const takeWrites = (does: boolean) =>
    withRedis(redis.url, (client) => client.configSet('min-replicas-to-write', does ? '0' : '1'));

  it('is told once in the log, and once that it works again, however many requests there are', async () => {
    const visitor = new Visitor(await startLab(store, ROUTES));
    await visitor.get('/sign-in');
    await takeWrites(false);
    for (let n = 0; n < 3; n += 1) {
      expect((await visitor.get('/session')).status).toBe(200);
      expect((await visitor.get('/page')).status).toBe(503);
      await expect(visitor.get('/stream')).rejects.toThrow();
    }
    const told = () => log.mock.calls.map((line) => line.join(' '));
    expect(told()).toEqual([expect.stringMatching(/^Redis at \S+ refuses \(NOREPLICAS [^\n]+$/)]);
    const recovery = () =>
      said.mock.calls.filter(([text]) => /again\.$/.test(String(text))).map(([text]) => text);
    expect(recovery()).toEqual([]);
    await takeWrites(true);
    for (let n = 0; n < 3; n += 1) expect((await visitor.get('/page')).status).toBe(200);
    await expect
      .poll(recovery, { timeout: 5_000 })
      .toEqual([expect.stringMatching(/^Redis at \S+ stores sessions again\.$/)]);
    expect(told()).toHaveLength(1);
  });
});

describe('what cannot be stored in a session', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const values: Array<[string, () => unknown]> = [
    ['a BigInt', () => 10n],
    ['a cycle', () => cycle],
    ['a function', () => () => 'dropped'],
    ['a function further inside', () => ({ list: [{ act() {} }] })],
    ['a symbol', () => Symbol('dropped')],
    ['a Map', () => new Map([['dropped', 1]])],
    ['a Set further inside', () => ({ list: [new Set(['dropped'])] })],
    ['a value whose toJSON throws', () => ({ toJSON: () => JSON.parse('{') })],
  ];
  const putGetter = (req: Request) =>
    Object.defineProperty(req.session, 'note', {
      enumerable: true,
      configurable: true,
      get: () => JSON.parse('{'),
    });
  const puts: Array<[string, (req: Request) => unknown]> = [
    ...values.map(([name, value]): [string, (req: Request) => unknown] => [
      name,
      (req) => put(req, value()),
    ]),
    ['a getter that throws', putGetter],
  ];
  /** The ways in which a page may answer afterwards, and how many of them can still become another page. */
  const answers: Record<string, (putIt: (req: Request) => unknown) => RequestHandler> = {
    '/at-once': (putIt) => (req, res) => {
      putIt(req);
      res.send('stored');
    },
    '/saved': (putIt) => async (req, res) => {
      putIt(req);
      await saveSession(req);
      res.send('stored');
    },
    '/in-a-timer': (putIt) => (req, res) => {
      setTimeout(() => {
        putIt(req);
        res.send('stored');
      }, 1);
    },
  };

  it.each(puts)('%s: a 500, the key in the log, and nothing stored', async (_, putIt) => {
    const routes = Object.fromEntries(
      Object.entries(answers).map(([path, answer]) => [path, answer(putIt)]),
    );
    const streamed: RequestHandler = (req, res) => {
      setTimeout(() => {
        putIt(req);
        res.write('the first half, ');
        res.end('the second half');
      }, 1);
    };
    const url = await startLab(await openStore('memory', {}), {
      ...ROUTES,
      ...routes,
      '/stream-in-a-timer': streamed,
    });
    const alice = new Visitor(url);
    await alice.get('/sign-in');
    for (const visitor of [new Visitor(url), alice]) {
      for (const path of Object.keys(answers)) {
        log.mockClear();
        const answer = await visitor.get(path);
        expect({ path, status: answer.status, cookies: answer.cookies }).toEqual({
          path,
          status: 500,
          cookies: [],
        });
        expect(log.mock.calls.map((words) => words.map(String).join(' '))).toEqual([
          expect.stringContaining('"note"'),
        ]);
      }
      log.mockClear();
      await expect(visitor.get('/stream-in-a-timer')).rejects.toThrow();
      expect(String(log.mock.calls[0]?.[1])).toContain('"note"');
    }
    expect(JSON.parse((await alice.get('/session')).body)).toEqual({ user_name: 'alice' });
  });
});
