import { setImmediate as turn } from 'node:timers/promises';
import type { Request, RequestHandler } from 'express';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { choicesOf, STORE } from '../../../src/create/options.ts';
import { startLab } from '../../support/lab.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { Visitor } from '../../support/visitor.ts';

// What an owner's page may get wrong. In Express alone, the first answer counts, and the process lives.

const put = (req: Request, value: unknown) => Object.assign(req.session, { note: value });
const LONG = 'long '.repeat(1_000);

/** Each answers "first", and goes on as it should not. */
const MISTAKES: Record<string, RequestHandler> = {
  'throws after its answer': (req, res) => {
    put(req, 'noted');
    res.json('first');
    throw new Error('too late');
  },
  'throws after its answer, a turn later': async (req, res) => {
    put(req, 'noted');
    res.json('first');
    await turn();
    throw new Error('too late');
  },
  'answers twice, the second time at length': (req, res) => {
    put(req, 'noted');
    res.json('first');
    res.json(LONG);
  },
  'sets a status and a header after its answer': (req, res) => {
    put(req, 'noted');
    res.json('first');
    res.status(404).set('X-Late', 'yes');
  },
  'ends twice': (req, res) => {
    put(req, 'noted');
    res.end('"first"');
    res.end('second');
  },
};

describe.each(choicesOf(STORE))('on the %s store', (store) => {
  describe.skipIf(store === 'redis' && !inject('redisUrl'))('a page that', () => {
    beforeEach(() => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
    });
    afterEach(() => {
      vi.restoreAllMocks();
    });
    const start = async (routes: Record<string, RequestHandler>) =>
      new Visitor(await startLab(await openStore(store, scratchSettings()), routes));
    const note: RequestHandler = (req, res) => void res.json(Reflect.get(req.session, 'note'));

    it.each(Object.keys(MISTAKES))(
      '%s has given that answer, and keeps its session',
      async (name) => {
        const visitor = await start({ '/page': MISTAKES[name] ?? note, '/note': note });
        const answer = await visitor.get('/page');
        expect([answer.status, answer.body]).toEqual([200, '"first"']);
        expect(answer.headers.get('x-late')).toBeNull();
        expect((await visitor.get('/note')).body).toBe('"noted"');
      },
    );

    it('redirects and answers, for want of a "return", redirects', async () => {
      const visitor = await start({
        '/page': (req, res) => {
          put(req, 'noted');
          res.redirect('/note');
          res.send(LONG);
        },
        '/note': note,
      });
      expect((await visitor.get('/page')).status).toBe(302);
      expect((await visitor.get('/note')).body).toBe('"noted"');
    });

    it('throws while it is rendered leaves one answer, and the site running', async () => {
      const visitor = await start({
        '/page': (_req, res) => {
          res.render('home');
          throw new Error('too late');
        },
        '/note': note,
      });
      await visitor.get('/page');
      expect((await visitor.get('/note')).status).toBe(200);
    });

    it('ends a session without waiting for it has ended it', async () => {
      const visitor = await start({
        '/begin': (req, res) => {
          put(req, 'noted');
          res.send('begun');
        },
        '/end': (req, res) => {
          Reflect.apply(req.session.destroy, req.session, []);
          res.send('bye');
        },
        '/note': note,
      });
      await visitor.get('/begin');
      expect((await visitor.get('/end')).body).toBe('bye');
      await expect.poll(async () => (await visitor.get('/note')).body).toBe('');
    });

    it.each([
      ['a text and a function', ['done']],
      ['a text, an encoding and a function', ['done', 'utf8']],
    ])('ends its answer with %s has the function called', async (_, args) => {
      const called = vi.fn();
      const visitor = await start({
        '/page': (req, res) => {
          put(req, 'noted');
          Reflect.apply(res.end, res, [...args, called]);
        },
      });
      expect((await visitor.get('/page')).body).toBe('done');
      await vi.waitFor(() => expect(called).toHaveBeenCalledTimes(1));
    });

    it('was to be saved as a file, and fails, is a page', async () => {
      const visitor = await start({
        '/report': (req, res) => {
          put(req, 1n);
          res.attachment('report.csv').send('1,2');
        },
      });
      const answer = await visitor.get('/report');
      expect(answer.status).toBe(500);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      expect(answer.headers.get('content-disposition')).toBeNull();
    });

    it('keeps something under the name by which records end is told so', async () => {
      const visitor = await start({
        '/page': (req, res) => {
          Object.assign(req.session, { movedTo: 'Berlin' });
          res.send('moved');
        },
      });
      expect((await visitor.get('/page')).status).toBe(500);
    });
  });
});
