import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import express, { type Express } from 'express';
import type { Stores } from '../src/app.ts';
import { errorHandler } from '../src/errors.ts';
import { useViews } from '../src/http/views.ts';
import { endSession, renewSessionId, replaceSession, sessions } from '../src/sessions/session.ts';
import type { Settings } from '../src/settings.ts';
import { type Site, startSite, Visitor } from './site.ts';

/** `/slow` waits on these, so that the tests decide what happens while it runs. */
const events = new EventEmitter();

/** Pages that use sessions as any page of the site may. They leave saving to `save-before-response.ts`. */
function createPages(settings: Settings, stores: Stores): Express {
  const app = express();
  useViews(app, settings);
  app.use(sessions(settings, stores.sessions, () => true));
  app.get('/sign-in', async (req, res) => {
    const contents = { user_name: 'alice', lang: 'en', theme: 'light' };
    await replaceSession(req, () => contents, settings);
    res.json('signed in');
  });
  app.get('/sign-out', async (req, res) => {
    await endSession(req, res, settings);
    res.json('signed out');
  });
  app.get('/show', (req, res) => {
    const { user_name, lang, theme } = req.session;
    res.json({ user_name, lang, theme });
  });
  app.get('/dark', (req, res) => {
    req.session.theme = 'dark';
    res.json('dark');
  });
  app.use('/slow', async (_req, _res, next) => {
    const released = once(events, 'release');
    events.emit('started');
    await released;
    next();
  });
  app.get('/slow/renew', async (req, res) => {
    res.json(await renewSessionId(req, settings));
  });
  app.get('/slow/french', (req, res) => {
    req.session.lang = 'fr';
    res.json('french');
  });
  app.use(errorHandler);
  return app;
}

describe('a page that changes its session', () => {
  let site: Site;
  before(async () => {
    site = await startSite({}, createPages);
  });
  after(() => site.close());
  afterEach(() => mock.restoreAll());

  async function signIn() {
    const visitor = new Visitor(site.url);
    await visitor.get('/sign-in');
    return visitor;
  }
  const sessionOf = async (visitor: Visitor) => (await visitor.get('/show')).json();

  /** Opens the slow page, does something while it runs, and returns its answer. */
  async function openSlowPage(
    visitor: Visitor,
    meanwhile: () => Promise<unknown>,
    page: string = '/slow/french',
  ) {
    const started = once(events, 'started');
    const answer = visitor.get(page);
    await started;
    await meanwhile();
    events.emit('release');
    return answer;
  }

  it('keeps what another request has changed at the same time', async () => {
    const visitor = await signIn();
    await openSlowPage(visitor, () => visitor.get('/dark'));
    assert.deepEqual(await sessionOf(visitor), { user_name: 'alice', lang: 'fr', theme: 'dark' });
  });

  it('does not bring the session back after a log-out at the same time', async () => {
    const visitor = await signIn();
    const secondTab = visitor.copy();
    await openSlowPage(secondTab, () => visitor.get('/sign-out'));
    assert.equal(await site.sessions.find(secondTab.sessionId), undefined);
    assert.deepEqual(await sessionOf(secondTab), {});
  });

  it('gets no new id for a session that another request has ended at the same time', async () => {
    const earlier = await site.sessions.sessionsOf('alice');
    const visitor = await signIn();
    const thief = visitor.copy();
    const answer = await openSlowPage(thief, () => visitor.get('/sign-out'), '/slow/renew');
    assert.equal(answer.headers.get('Set-Cookie'), null);
    assert.deepEqual(await sessionOf(thief), {});
    assert.equal((await site.sessions.sessionsOf('alice')).length, earlier.length);
  });

  it('changes neither the old session nor the new one after a sign-in at the same time', async () => {
    const visitor = await signIn();
    const secondTab = visitor.copy();
    await openSlowPage(secondTab, () => visitor.get('/sign-in'));
    assert.equal((await site.sessions.find(secondTab.sessionId))?.lang, undefined);
    assert.deepEqual(await sessionOf(secondTab), {});
    assert.deepEqual(await sessionOf(visitor), { user_name: 'alice', lang: 'en', theme: 'light' });
  });

  it('gets a 503 if the change cannot be stored, and its own answer is not sent', async () => {
    const visitor = await signIn();
    mock.method(site.sessions, 'update', () => Promise.reject(new Error('The disk is full.')));
    const response = await visitor.get('/dark');
    assert.equal(response.status, 503);
    assert.match(await response.text(), /Service Unavailable/);
    assert.deepEqual(await sessionOf(visitor), { user_name: 'alice', lang: 'en', theme: 'light' });
  });
});
