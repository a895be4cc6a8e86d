import type { RequestHandler } from 'express';
import { describe, expect, inject, it } from 'vitest';
import {
  endSession,
  replaceSession,
  saveSession,
} from '../../../templates/base/src/sessions/session.ts';
import { readSettings } from '../../../templates/base/src/settings.ts';
import { startLab } from '../../support/lab.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { Visitor } from '../../support/visitor.ts';

const settings = readSettings({
  NODE_ENV: 'development',
  SESSION_SECRET: 'only for tests '.repeat(3),
});

/** A gate that slow requests wait at, after they have loaded their session and before they write it. */
function gate() {
  let open = () => {};
  let arrive = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const wait = () => {
    arrive();
    return opened;
  };
  return { open, arrived, wait };
}

describe.each(['memory', 'file', 'redis'] as const)(
  'requests at the same time, on the %s store',
  (store) => {
    describe.skipIf(store === 'redis' && !inject('redisUrl'))('of one visitor:', () => {
      const start = async (routes: Record<string, RequestHandler> = {}) => {
        const records = await openStore(store, scratchSettings());
        const url = await startLab(records, {
          '/sign-in': async (req, res) => {
            await replaceSession(req, () => ({ user_name: 'alice' }), settings);
            res.send('signed in');
          },
          '/sign-out': async (req, res) => {
            await endSession(req, res, settings);
            res.send('signed out');
          },
          '/session': (req, res) => {
            const { cookie: _, ...contents } = req.session;
            res.json(contents);
          },
          ...routes,
        });
        const visitor = new Visitor(url);
        await visitor.get('/sign-in');
        return {
          url,
          visitor,
          session: async () => JSON.parse((await visitor.get('/session')).body),
        };
      };
      const setKey: RequestHandler = async (req, res) => {
        Object.assign(req.session, { [String(req.query.key)]: req.query.value ?? true });
        await saveSession(req);
        res.send('set');
      };

      it('twenty that each set a key of their own all keep it', async () => {
        const { visitor, session } = await start({ '/set': setKey });
        await Promise.all(Array.from({ length: 20 }, (_, n) => visitor.get(`/set?key=key-${n}`)));
        const keys = Object.keys(await session()).filter((key) => key.startsWith('key-'));
        expect(keys).toHaveLength(20);
      });

      it('two that set the same key: the last one wins', async () => {
        const { open, arrived, wait } = gate();
        const { visitor, session } = await start({
          '/set': setKey,
          '/set-late': async (req, res, next) => {
            await wait();
            return setKey(req, res, next);
          },
        });
        const late = visitor.get('/set-late?key=lang&value=late');
        await arrived;
        await visitor.get('/set?key=lang&value=early');
        open();
        await late;
        expect(await session()).toMatchObject({ lang: 'late' });
      });

      it('one deletes a key while another sets a different one: it stays deleted', async () => {
        const { open, arrived, wait } = gate();
        const { visitor, session } = await start({
          '/set': setKey,
          '/set-late': async (req, res, next) => {
            await wait();
            return setKey(req, res, next);
          },
          '/forget': async (req, res) => {
            delete req.session.lang;
            res.send('forgotten');
          },
        });
        await visitor.get('/set?key=lang&value=en');
        const late = visitor.get('/set-late?key=theme&value=dark');
        await arrived;
        await visitor.get('/forget');
        open();
        await late;
        expect(await session()).toEqual({ user_name: 'alice', theme: 'dark' });
      });

      it('a slow one that writes after a log-out does not bring the session back', async () => {
        const { open, arrived, wait } = gate();
        const { url, visitor } = await start({
          '/set-late': async (req, res, next) => {
            await wait();
            return setKey(req, res, next);
          },
        });
        const thief = visitor.at(url);
        const late = visitor.get('/set-late?key=lang');
        await arrived;
        const other = thief.at(url);
        await other.get('/sign-out');
        open();
        expect((await late).status).toBe(200);
        expect(JSON.parse((await thief.get('/session')).body)).toEqual({});
      });
    });
  },
);
