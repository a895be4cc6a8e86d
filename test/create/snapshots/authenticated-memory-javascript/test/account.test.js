import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test';
import { startSite, Visitor } from './site.js';

const PASSWORD = 'correct horse';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

describe('the account page', () => {
  let site;
  before(async () => {
    site = await startSite({ SIGN_IN_FAILURES: '1000' });
    await site.setPassword('bob', PASSWORD);
  });
  after(() => site.close());
  // Setting the password ends the sessions of the previous test.
  beforeEach(() => site.setPassword('alice', PASSWORD));
  afterEach(() => mock.timers.reset());

  async function signIn(userAgent, username = 'alice') {
    const visitor = new Visitor(site.url);
    const form = new URLSearchParams({ username, password: PASSWORD });
    await visitor.request('POST', '/login', form, { 'User-Agent': userAgent });
    return visitor;
  }
  const textOf = async (visitor) => (await visitor.get('/account')).text();
  const sessionsIn = (html) =>
    [...html.matchAll(/name="session" value="([^"]+)"/g)].map(([, id = '']) => id);
  const isSignedIn = async (visitor) => (await visitor.get('/about')).status === 200;

  it('asks visitors to sign in first', async () => {
    const response = await new Visitor(site.url).get('/account');
    assert.equal(response.headers.get('Location'), '/login?next=%2Faccount');
  });

  it('shows where the user is signed in, and nobody else’s sessions', async () => {
    const here = await signIn(FIREFOX);
    await signIn(SAFARI);
    await signIn(SAFARI, 'bob');
    const html = await textOf(here);
    assert.match(html, /<a class="welcome" href="\/account">Welcome alice!<\/a>/);
    assert.match(html, /<strong>Firefox on Linux<\/strong> \(this browser\)/);
    assert.match(html, /<strong>Safari on iPhone<\/strong>/);
    assert.match(html, /Signed in <time datetime="[^"]+Z">just now<\/time>/);
    assert.equal(sessionsIn(html).length, 1);
  });

  it('ends one session, and no other', async () => {
    const [here, there] = [await signIn(FIREFOX), await signIn(SAFARI)];
    const [id = ''] = sessionsIn(await textOf(here));
    const elsewhere = await signIn(SAFARI);
    await here.post('/account/end', { session: id });
    assert.deepEqual(await Promise.all([here, there, elsewhere].map(isSignedIn)), [
      true,
      false,
      true,
    ]);
  });

  it('says of a session that it had ended already, if it had', async () => {
    const here = await signIn(FIREFOX);
    await signIn(SAFARI);
    const [session = ''] = sessionsIn(await textOf(here));
    const noticeAfter = async (form) => {
      await here.post('/account/end', form);
      return /role="status">([^<]+)/.exec(await textOf(here))?.[1];
    };
    assert.match((await noticeAfter({ session })) ?? '', /^Done\./);
    assert.equal(await noticeAfter({ session }), 'That session had already ended.');
    assert.equal(await noticeAfter({ session: 'nonsense' }), 'That session had already ended.');
  });

  it('ends all other sessions', async () => {
    const here = await signIn(FIREFOX);
    const others = [await signIn(SAFARI), await signIn(FIREFOX)];
    await here.post('/account/end-others');
    assert.deepEqual(await Promise.all([here, ...others].map(isSignedIn)), [true, false, false]);
  });

  it('also signs out whoever has a copy of this browser’s cookie when it ends all others', async () => {
    const here = await signIn(FIREFOX);
    const thief = here.copy();
    assert.equal(await isSignedIn(thief), true);
    await here.post('/account/end-others');
    assert.deepEqual(await Promise.all([here, thief].map(isSignedIn)), [true, false]);
  });

  it('still knows when the user signed in after all other sessions were ended', async () => {
    const here = await signIn(FIREFOX);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 9 * 60_000 });
    await here.post('/account/end-others');
    assert.match(await textOf(here), /Signed in <time datetime="[^"]+Z">9 minutes ago<\/time>/);
    mock.timers.tick(2 * 60_000);
    const asked = await here.post('/account/end-others');
    assert.match(asked.headers.get('Location') ?? '', /^\/account\/confirm/);
  });

  it('says what was done, once, and only to who did it', async () => {
    const [here, there] = [await signIn(FIREFOX), await signIn(SAFARI)];
    await here.post('/account/end-others');
    const notice = /You are signed in here only/;
    assert.match(await textOf(here), notice);
    assert.doesNotMatch(await textOf(here), notice);
    assert.doesNotMatch(await textOf(there), notice);
    assert.doesNotMatch(await (await here.get('/account?done=end-others')).text(), notice);
  });

  it('keeps what it has to say until somebody opens the page', async () => {
    const here = await signIn(FIREFOX);
    await here.post('/account/end-others');
    await here.request('HEAD', '/account');
    await here.request('GET', '/account', undefined, { 'Sec-Purpose': 'prefetch' });
    assert.match(await textOf(here), /You are signed in here only/);
    assert.doesNotMatch(await textOf(here), /You are signed in here only/);
  });

  it('ends no session of another user', async () => {
    const [alice, bob] = [await signIn(FIREFOX), await signIn(FIREFOX, 'bob')];
    await signIn(SAFARI, 'bob');
    for (const session of sessionsIn(await textOf(bob)))
      await alice.post('/account/end', { session });
    assert.ok(sessionsIn(await textOf(bob)).length > 0);
  });

  it('asks for the password again before it ends a session, ten minutes after it was typed', async () => {
    const [here, there] = [await signIn(FIREFOX), await signIn(SAFARI)];
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 11 * 60_000 });
    const [session = ''] = sessionsIn(await textOf(here));
    for (const path of ['/account/end', '/account/end-others']) {
      const asked = await here.post(path, { session });
      assert.match(asked.headers.get('Location') ?? '', /^\/account\/confirm\?next=/);
    }
    assert.equal(await isSignedIn(there), true);

    const form = { password: 'wrong horse', next: '/account' };
    assert.equal((await here.post('/account/confirm', form)).status, 422);
    const confirmed = await here.post('/account/confirm', { ...form, password: PASSWORD });
    assert.equal(confirmed.headers.get('Location'), '/account');
    await here.post('/account/end-others');
    assert.deepEqual(await Promise.all([here, there].map(isSignedIn)), [true, false]);
  });
});
