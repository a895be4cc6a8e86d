import { setTimeout as pause } from 'node:timers/promises';
import type { Request } from 'express';
import { describe, expect, inject, it } from 'vitest';
import {
  endSession,
  replaceSession,
  saveSession,
} from '../../../templates/base/src/sessions/session.ts';
import { SITE_NAME } from '../../../templates/base/src/settings/site.ts';
import type { SessionContents } from '../../../templates/mode-anonymous/src/sessions/contents.ts';
import { labSettings, startLab } from '../../support/lab.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { Visitor } from '../../support/visitor.ts';

const ROUNDS = inject('isFast') ? 100 : 1_000;
const AT_A_TIME = 10;
const RIVALS = 3;
const settings = labSettings();

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

/** A door that is shut: whoever comes waits until it opens. */
class Door {
  open = () => {};
  arrived = 0;
  readonly #opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });

  pass(): Promise<void> {
    this.arrived += 1;
    return this.#opened;
  }
}

/** Keeps what the visitor has gathered, as a site in anonymous mode does. */
function signInAs(req: Request, user_name: string): Promise<void> {
  return replaceSession(req, (contents: SessionContents) => ({ ...contents, user_name }), settings);
}

describe.each(['memory', 'file', 'redis'] as const)('on the %s store', (store) => {
  const startSite = async (doors: Record<string, Door> = {}) => {
    const waitFor = async ({ query: { wait, door } }: Request) => {
      await pause(Number(wait ?? 0));
      await doors[String(door)]?.pass();
    };
    const place = scratchSettings();
    const records = await openStore(store, place);
    const together = meetingOf(RIVALS);
    return startLab(records, {
      '/sign-in': async (req, res) => {
        await waitFor(req);
        await signInAs(req, String(req.query.user ?? 'alice'));
        res.send('signed in');
      },
      '/visit': async (req, res) => {
        req.session.lang = 'en';
        await saveSession(req);
        res.send('visited');
      },
      // What somebody does by a double click: both requests have loaded the session before either changes it.
      '/rival-sign-in': async (req, res) => {
        await together();
        await signInAs(req, String(req.query.user ?? 'alice'));
        res.send('signed in');
      },
      '/write': async (req, res) => {
        await waitFor(req);
        Object.assign(req.session, { [String(req.query.key)]: true });
        delete req.session.lang;
        await saveSession(req);
        res.send('written');
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

    it.each([
      ['of somebody who is signed in', '/sign-in?user=bob'],
      ['of a visitor who is not', '/visit'],
    ])('sign-ins at the same time, %s, leave one session: all give its id', async (_, begin) => {
      const url = await startSite();
      for (let round = 0; round < 50; round += 1) {
        const visitor = new Visitor(url);
        await visitor.get(begin);
        const rivals = Array.from({ length: RIVALS }, () => visitor.at(url));
        const answers = await Promise.all(rivals.map((rival) => rival.get('/rival-sign-in')));
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
        expect(new Set(rivals.map(({ jar }) => jar.get(SITE_NAME))).size).toBe(1);
        expect(await sessionOf(rivals[0] ?? visitor)).toMatchObject({ user_name: 'alice' });
        expect(await sessionOf(visitor)).toEqual({});
      }
    });

    it('a sign-in that arrives after the first one is done gives the same id, and only to the same user', async () => {
      const url = await startSite();
      const visitor = new Visitor(url);
      await visitor.get('/visit');
      const [first, second, other] = [visitor.at(url), visitor.at(url), visitor.at(url)];
      await first.get('/sign-in');
      await second.get('/sign-in');
      await other.get('/sign-in?user=mallory');
      expect(second.jar.get(SITE_NAME)).toBe(first.jar.get(SITE_NAME));
      expect(other.jar.get(SITE_NAME)).not.toBe(first.jar.get(SITE_NAME));
      expect(await sessionOf(first)).toEqual({ lang: 'en', user_name: 'alice' });
      expect(await sessionOf(other)).toEqual({ user_name: 'mallory' });
      // Where the first one has signed out again, the second one is still a sign-in.
      await first.get('/sign-out?wait=0');
      const late = visitor.at(url);
      await late.get('/sign-in');
      expect(await sessionOf(late)).toEqual({ user_name: 'alice' });
    });

    it('what is written while somebody signs in is in the new session; what comes later is nowhere', async () => {
      const doors = { signIn: new Door(), late: new Door() };
      const url = await startSite(doors);
      const visitor = new Visitor(url);
      await visitor.get('/visit');
      const clicks = [visitor.at(url), visitor.at(url)] as const;
      const slow = visitor.at(url);
      // It has loaded the session as well, and writes when the others have replaced it.
      const tooLate = slow.get('/write?key=tooLate&door=late');
      const signIns = clicks.map((click) => click.get('/sign-in?door=signIn'));
      await expect
        .poll(() => [doors.signIn.arrived, doors.late.arrived], { timeout: 30_000 })
        .toEqual([2, 1]);
      const writes = ['one', 'two', 'three'].map((key) => visitor.at(url).get(`/write?key=${key}`));
      for (const { status } of await Promise.all(writes)) expect(status).toBe(200);
      doors.signIn.open();
      await Promise.all(signIns);
      doors.late.open();
      await tooLate;
      expect(await sessionOf(clicks[0])).toEqual({
        user_name: 'alice',
        one: true,
        two: true,
        three: true,
      });
      expect(await sessionOf(slow)).toEqual({});
    });
  });
});
