import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test';
import { addressIn, createPasswordLink } from '../src/accounts/passwords/password-link.ts';
import { readSettings } from '../src/settings.ts';
import { type Site, startSite, Visitor } from './site.ts';

const FORM = { password: 'another horse', repeated: 'another horse' };

describe('a link of user:link', () => {
  let site: Site;
  let visitor: Visitor;
  before(async () => {
    site = await startSite();
  });
  after(() => site.close());
  beforeEach(async () => {
    await site.setPassword('alice', 'correct horse');
    visitor = new Visitor(site.url);
  });
  afterEach(() => mock.timers.reset());

  /** The path and query of a new link, and what its form sends. */
  function newLink() {
    const url = new URL(createPasswordLink(site.settings, 'alice', site.passwordIdOf('alice')));
    return {
      path: url.pathname + url.search,
      form: { ...Object.fromEntries(url.searchParams), ...FORM },
    };
  }

  it('sets a password, once', async () => {
    const { path, form } = newLink();
    assert.match(await (await visitor.get(path)).text(), /Choose a password, alice/);
    const saved = await visitor.post('/set-password', form);
    assert.equal(saved.headers.get('Location'), '/login');
    assert.equal((await visitor.post('/set-password', form)).status, 403);
    assert.equal((await visitor.get(path)).status, 403);
    await visitor.post('/login', { username: 'alice', password: FORM.password });
    assert.equal((await visitor.get('/about')).status, 200);
  });

  it('sets only one password if its form is sent twice at once', async () => {
    const { form } = newLink();
    const responses = await Promise.all([
      visitor.post('/set-password', form),
      visitor.post('/set-password', form),
    ]);
    assert.deepEqual(responses.map(({ status }) => status).sort(), [303, 403]);
  });

  it('signs the user out everywhere', async () => {
    const alice = new Visitor(site.url);
    await alice.post('/login', { username: 'alice', password: 'correct horse' });
    await visitor.post('/set-password', newLink().form);
    assert.equal((await alice.get('/about')).status, 302);
  });

  it('still works after a password was refused', async () => {
    const { form } = newLink();
    const refused = await visitor.post('/set-password', {
      ...form,
      password: 'short',
      repeated: 'short',
    });
    assert.equal(refused.status, 422);
    assert.equal((await visitor.post('/set-password', form)).status, 303);
  });

  it('works for an hour, and no longer', async () => {
    const { path, form } = newLink();
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 59 * 60_000 });
    assert.equal((await visitor.get(path)).status, 200);
    mock.timers.tick(2 * 60_000);
    assert.equal((await visitor.get(path)).status, 403);
    assert.equal((await visitor.post('/set-password', form)).status, 403);
  });

  it('does not work after the password was changed, or the account was removed', async () => {
    const { form } = newLink();
    await site.setPassword('alice', 'battery staple');
    assert.equal((await visitor.post('/set-password', form)).status, 403);
    const { form: secondForm } = newLink();
    site.removeUser('alice');
    assert.equal((await visitor.post('/set-password', secondForm)).status, 403);
  });

  it('does not show in the referrer of what the page loads or sends', async () => {
    const page = await visitor.get(newLink().path);
    assert.equal(page.headers.get('Referrer-Policy'), 'strict-origin');
  });

  for (const [part, value] of [
    ['name', 'bob'],
    ['until', '99999999999999'],
    ['signature', ''],
  ] as const) {
    it(`does not work with the ${part} "${value}"`, async () => {
      await site.setPassword('bob', 'correct horse');
      const { form } = newLink();
      assert.equal((await visitor.post('/set-password', { ...form, [part]: value })).status, 403);
    });
  }
});

describe('the address in a link of user:link', () => {
  const settingsWith = (env: Record<string, string>) =>
    readSettings({ SESSION_SECRET: 'a secret that only the tests know', ...env });

  for (const [env, address] of [
    [{}, 'http://localhost:3000'],
    [{ PORT: '4000' }, 'http://localhost:4000'],
    [{ ALLOWED_HOSTS: '.shop.example, shop.example' }, 'https://shop.example'],
  ] as const) {
    it(`is ${address} by default with ${JSON.stringify(env)}`, () => {
      assert.equal(addressIn(settingsWith(env)), address);
    });
  }

  it('is the one that was asked for, whatever the settings are', () => {
    const settings = settingsWith({ ALLOWED_HOSTS: 'shop.example' });
    const link = createPasswordLink(settings, 'alice', 'an id', 'http://localhost:3000');
    assert.match(link, /^http:\/\/localhost:3000\/set-password\?name=alice&/);
  });
});

describe('a link of user:link, in production', () => {
  it('does not work over plain HTTP', async () => {
    const site = await startSite({ NODE_ENV: 'production' });
    await site.setPassword('alice', 'correct horse');
    const link = createPasswordLink(site.settings, 'alice', site.passwordIdOf('alice'));
    const { pathname, search, searchParams } = new URL(link);
    const visitor = new Visitor(site.url);
    const page = await visitor.get(pathname + search);
    const form = { ...Object.fromEntries(searchParams), ...FORM };
    const sent = await visitor.post(pathname, form);
    await site.close();
    assert.deepEqual([page.status, sent.status], [400, 400]);
  });
});
