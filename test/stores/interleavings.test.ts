import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { endSession, replaceSession } from '../../templates/base/src/sessions/session.ts';
import { readSettings } from '../../templates/base/src/settings.ts';
import { startLab } from '../support/lab.ts';
import { openStore, scratchSettings } from '../support/records.ts';
import { Visitor } from '../support/visitor.ts';

const ROUNDS = 1_000;
const AT_A_TIME = 10;
const RIVALS = 3;
const settings = readSettings({
  NODE_ENV: 'development',
  SESSION_SECRET: 'only for tests '.repeat(3),
});

/** A small generator of numbers from 0 to 1, so that a failing round can be repeated from its seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A meeting point: whoever comes waits until as many are there as there are rivals. */
function meetingOf(count: number): () => Promise<void> {
  let waiting: Array<() => void> = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length < count) return;
      for (const go of waiting) go();
      waiting = [];
    });
}

describe.each(['memory', 'file', 'redis'] as const)('on the %s store', (store) => {
  const startSite = async () => {
    const place = scratchSettings();
    const records = await openStore(store, place);
    const together = meetingOf(RIVALS);
    return startLab(records, {
      '/sign-in': async (req, res) => {
        await pause(Number(req.query.wait ?? 0));
        await replaceSession(req, () => ({ user_name: 'alice' }), settings);
        res.send('signed in');
      },
      '/rival-sign-in': async (req, res) => {
        await together();
        await replaceSession(req, () => ({ user_name: 'alice' }), settings);
        res.send('signed in');
      },
      '/slow-write': async (req, res) => {
        await pause(Number(req.query.wait));
        Object.assign(req.session, { late: true });
        res.send('written');
      },
      '/sign-out': async (req, res) => {
        await pause(Number(req.query.wait));
        await endSession(req, res, settings);
        res.send('signed out');
      },
      '/session': (req, res) => {
        const { cookie: _, ...contents } = req.session;
        res.json(contents);
      },
    });
  };
  const sessionOf = async (visitor: Visitor) => JSON.parse((await visitor.get('/session')).body);

  describe.skipIf(store === 'redis' && !inject('redisUrl'))('whatever comes first:', () => {
    it(`a slow write, a log-out and a new sign-in, ${ROUNDS} times over, bring no session back`, async () => {
      const url = await startSite();
      const seed = Date.now();
      const random = randomFrom(seed);

      const round = async () => {
        const alice = new Visitor(url);
        await alice.get('/sign-in');
        const old = alice.at(url);
        const wait = () => Math.floor(random() * 4);
        const acts = ['/slow-write', '/slow-write', '/sign-out', '/sign-in']
          .map((path) => ({ path: `${path}?wait=${wait()}`, order: random() }))
          .sort((one, other) => one.order - other.order);
        await Promise.all(acts.map(({ path }) => alice.at(url).get(path)));
        return sessionOf(old);
      };
      for (let done = 0; done < ROUNDS; done += AT_A_TIME) {
        const left = await Promise.all(Array.from({ length: AT_A_TIME }, round));
        expect({ seed, done, left }).toEqual({ seed, done, left: left.map(() => ({})) });
      }
    });

    it('of two sign-ins from one session, one counts: the other leaves nothing that works', async () => {
      const url = await startSite();
      for (let round = 0; round < 50; round += 1) {
        const visitor = new Visitor(url);
        await visitor.get('/sign-in');
        const rivals = Array.from({ length: RIVALS }, () => visitor.at(url));
        const answers = await Promise.all(rivals.map((rival) => rival.get('/rival-sign-in')));
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
        const sessions = await Promise.all(rivals.map(sessionOf));
        expect(sessions.filter(({ user_name }) => user_name)).toHaveLength(1);
      }
    });
  });
});
