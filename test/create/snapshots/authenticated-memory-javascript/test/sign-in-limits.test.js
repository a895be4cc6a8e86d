import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startSite, Visitor } from './site.js';

const PASSWORD = 'correct horse';

describe('guesses at a password', () => {
  let site;
  beforeEach(async () => {
    // Behind a proxy, visitors can come from more than one address.
    site = await startSite({ SIGN_IN_FAILURES: '1', SIGN_IN_WINDOW: '1m', TRUST_PROXY: '1' });
    await site.setPassword('alice', PASSWORD);
  });
  afterEach(() => site.close());

  function signIn(
    password,
    { from = '192.0.2.1', username = 'alice', visitor = new Visitor(site.url) } = {},
  ) {
    const form = new URLSearchParams({ username, password });
    return visitor.ask('POST', '/login', form, { 'X-Forwarded-For': from });
  }

  it('have to wait, even with the right one, for as long as the answer says', async () => {
    assert.equal((await signIn('a guess')).status, 422);
    const response = await signIn(PASSWORD);
    assert.equal(response.status, 429);
    const wait = Number(response.headers.get('retry-after'));
    assert.ok(wait > 0 && wait <= 60, `${wait} seconds`);
  });

  it('from one address keep out no other', async () => {
    await signIn('a guess');
    assert.equal((await signIn(PASSWORD, { from: '192.0.2.2' })).status, 302);
  });

  it('from another port of a proxy are still from the same address', async () => {
    await signIn('a guess', { from: '192.0.2.1:40001' });
    assert.equal((await signIn('a guess', { from: '192.0.2.1:40002' })).status, 429);
  });

  it('cannot all be made at once', async () => {
    const guesses = Array.from({ length: 20 }, () => signIn('a guess'));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 422).length, 1);
  });

  it('do not keep out a browser in which she has signed in before', async () => {
    const visitor = new Visitor(site.url);
    await signIn(PASSWORD, { visitor });
    await visitor.post('/logout');
    await signIn('a guess');
    assert.equal((await signIn(PASSWORD, { visitor })).status, 302);
    assert.equal((await signIn(PASSWORD)).status, 429);
  });

  it('are none where no name is given', async () => {
    for (let n = 0; n < 10; n += 1) {
      assert.equal((await signIn('a guess', { username: ' ' })).status, 422);
    }
    assert.equal((await signIn(PASSWORD)).status, 302);
  });
});
