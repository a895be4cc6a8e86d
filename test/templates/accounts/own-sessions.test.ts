import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import {
  renewSessionId,
  replaceSession,
  saveSession,
} from '../../../templates/base/src/sessions/session.ts';
import { maskedId, sessionKey } from '../../../templates/base/src/sessions/session-id.ts';
import { UserSessions } from '../../../templates/base/src/sessions/user-sessions.ts';
import { labSettings, startLab } from '../../support/lab.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { storeContentsOf } from '../../support/store-contents.ts';
import { addUsers, PASSWORD, scratchUsers, signIn } from '../../support/users.ts';
import { Visitor } from '../../support/visitor.ts';

const isAway = (store: string) => store === 'redis' && !inject('redisUrl');

describe.each(['memory', 'file', 'redis'] as const)('on the %s store', (store) => {
  it.skipIf(isAway(store))(
    'a session that is ended while it writes stays gone, and so does what it wrote',
    async () => {
      const records = await openStore(store, scratchSettings());
      const sessions = new UserSessions(records, () => true);
      let goOn = () => {};
      const held = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      let arrive = () => {};
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      const url = await startLab(records, {
        '/sign-in': async (req, res) => {
          await replaceSession(req, () => ({ user_name: 'alice' }), labSettings());
          res.send(maskedId(sessionKey(req.sessionID)));
        },
        '/write': async (req, res) => {
          arrive();
          await held;
          Object.assign(req.session, { lang: 'late' });
          await saveSession(req);
          res.send('written');
        },
        '/session': (req, res) => {
          res.json({ ...req.session, cookie: undefined });
        },
      });
      const [thief, alice] = [new Visitor(url), new Visitor(url)];
      const stolen = (await thief.get('/sign-in')).body;
      const own = (await alice.get('/sign-in')).body;
      const write = thief.get('/write');
      await arrived;
      const isStolen = ({ key }: { key: string }) => maskedId(key) === stolen;
      // Twice at once: only one of them has ended it.
      const ended: string[] = [];
      const end = () => sessions.end('alice', isStolen, (session) => ended.push(session));
      await Promise.all([end(), end()]);
      expect(ended).toEqual([stolen]);
      goOn();
      await write;
      expect((await thief.get('/session')).body).toBe('{}');
      expect((await sessions.list('alice')).map(({ key }) => maskedId(key))).toEqual([own]);
    },
  );
});

describe.each(['memory', 'file', 'redis'] as const)('on the %s store', (store) => {
  it.skipIf(isAway(store)).each(['before its list is read', 'after its list was read'])(
    'a session that gets a new id while all others are ended ends, too: %s',
    async (when) => {
      const records = await openStore(store, scratchSettings());
      const sessions = new UserSessions(records, () => true);
      const url = await startLab(records, {
        '/sign-in': async (req, res) => {
          await replaceSession(req, () => ({ user_name: 'alice' }), labSettings());
          res.send(sessionKey(req.sessionID));
        },
        '/renew': async (req, res) => {
          res.send(await renewSessionId(req, labSettings()));
        },
      });
      const [thief, alice] = [new Visitor(url), new Visitor(url)];
      await thief.get('/sign-in');
      const own = (await alice.get('/sign-in')).body;
      const { sessionsOf } = records;
      vi.spyOn(records, 'sessionsOf').mockImplementationOnce(async (name) => {
        const before = await sessionsOf.call(records, name);
        expect((await thief.get('/renew')).body).toBe('true');
        if (when === 'after its list was read') return before;
        // Its old id was listed, and is not one of a session any more.
        return before.filter(({ key }) => key === own);
      });
      await sessions.end(
        'alice',
        ({ key }) => key !== own,
        () => {},
      );
      expect((await thief.get('/renew')).body).toBe('false');
      expect((await sessions.list('alice')).map(({ key }) => key)).toEqual([own]);
    },
  );
});

/** A sign-in that was under way when the password was changed: its cookie is that of the session from before. */
describe.each(['memory', 'file', 'redis'] as const)('on the %s store', (store) => {
  it.skipIf(isAway(store))(
    'a sign-in with the old password gets no session that began with the new one',
    async () => {
      const records = await openStore(store, scratchSettings());
      const url = await startLab(records, {
        '/sign-in': async (req, res) => {
          const password_id = String(req.query.password);
          await replaceSession(req, () => ({ user_name: 'alice', password_id }), labSettings());
          res.send(maskedId(sessionKey(req.sessionID)));
        },
        '/password': (req, res) => {
          res.send(req.session.password_id);
        },
      });
      const [alice, thief] = [new Visitor(url), new Visitor(url)];
      await alice.get('/sign-in?password=old');
      for (const [name, value] of alice.jar) thief.jar.set(name, value);
      const changed = (await alice.get('/sign-in?password=new')).body;
      expect((await thief.get('/sign-in?password=old')).body).not.toBe(changed);
      expect((await thief.get('/password')).body).toBe('old');
      expect((await alice.get('/password')).body).toBe('new');
    },
  );
});

/** How many processes a store can be shared by. */
describe.each([
  ['memory', 1, 'typescript'],
  ['file', 2, 'javascript'],
  ['redis', 2, 'typescript'],
] as const)('a site on the %s store, in %i processes', (store, processes, language) => {
  describe.skipIf(isAway(store))('with accounts:', () => {
    let site: InstalledSite;
    beforeAll(async () => {
      site = await borrowSite('authenticated', store, language);
    });
    afterAll(() => site?.remove());

    const start = async () => {
      const usersFile = scratchUsers();
      await addUsers(usersFile, 'alice', 'bob');
      const { env, clear } = storeContentsOf(site);
      const settings = { ...env, USERS_FILE: usersFile };
      const running = await Promise.all(
        Array.from({ length: processes }, () => site.start('start', settings)),
      );
      onTestFinished(async () => {
        await Promise.all(running.map(({ stop }) => stop()));
        await clear();
      });
      const urls = running.map(({ url }) => url);
      return { one: urls[0] ?? '', two: urls.at(-1) ?? '' };
    };
    const signInAt = async (url: string, password = PASSWORD, name = 'alice') =>
      (await signIn(url, name, password)).visitor;
    const isSignedIn = async (visitor: Visitor) => (await visitor.get('/about')).status === 200;

    it('a session that is ended at one opens nothing at the other, from its next request on', async () => {
      const { one, two } = await start();
      const [here, there] = [await signInAt(one), await signInAt(two)];
      const other = await signInAt(two, PASSWORD, 'bob');
      const page = (await here.get('/account')).body;
      const [, session = ''] = /name="session" value="([0-9a-f]{8})"/.exec(page) ?? [];
      expect((await here.post('/account/end', { session })).status).toBe(303);
      expect(await isSignedIn(there)).toBe(false);
      expect((await there.get('/account')).status).toBe(302);
      expect(await isSignedIn(here)).toBe(true);
      expect(await isSignedIn(other)).toBe(true);
      expect((await here.get('/account')).body).not.toContain('name="session"');
    });

    it('a password that is changed twice at once is changed once, and one session is left', async () => {
      const { one, two } = await start();
      const browsers = [await signInAt(one), await signInAt(two)];
      const passwords = ['a first new password', 'a second new password'];
      const answers = await Promise.all(
        browsers.map((browser, n) =>
          browser.post('/account/password', {
            old_password: PASSWORD,
            new_password: passwords[n] ?? '',
            repeated: passwords[n] ?? '',
          }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
      const winner = answers.findIndex(({ status }) => status === 303);
      expect(await Promise.all(browsers.map(isSignedIn))).toEqual(
        browsers.map((_, n) => n === winner),
      );
      for (const [n, password] of [...passwords, PASSWORD].entries()) {
        expect(await isSignedIn(await signInAt(two, password))).toBe(n === winner);
      }
    });

    it('forms of other sites change and end nothing', async () => {
      const { one } = await start();
      const [here, there] = [await signInAt(one), await signInAt(one)];
      const forms = {
        '/account/password': {
          old_password: PASSWORD,
          new_password: `${'x'.repeat(9)}y`,
          repeated: `${'x'.repeat(9)}y`,
        },
        '/account/end-others': {},
        '/account/confirm': { password: PASSWORD },
      };
      for (const [path, form] of Object.entries(forms)) {
        const answer = await here.ask('POST', path, form, { 'Sec-Fetch-Site': 'cross-site' });
        expect(answer.status).toBe(403);
      }
      expect(await isSignedIn(there)).toBe(true);
    });
  });
});
