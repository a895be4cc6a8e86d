import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type Site, startSite, Visitor } from './site.ts';

const PASSWORD = 'correct horse';

describe('after a wrong password', () => {
  let site: Site;
  beforeEach(async () => {
    // Trusting a proxy lets these tests come from more than one address.
    site = await startSite({ SIGN_IN_FAILURES: '1', SIGN_IN_WINDOW: '1m', TRUST_PROXY: '1' });
    await site.setPassword('alice', PASSWORD);
  });
  afterEach(() => site.close());

  function signIn(
    password: string,
    { from = '192.0.2.1', username = 'alice', visitor = new Visitor(site.url) } = {},
  ): Promise<Response> {
    const form = new URLSearchParams({ username, password });
    return visitor.request('POST', '/login', form, { 'X-Forwarded-For': from });
  }

  it('even the right one has to wait, and the answer says how long', async () => {
    assert.equal((await signIn('a guess')).status, 422);
    const response = await signIn(PASSWORD);
    assert.equal(response.status, 429);
    const wait = Number(response.headers.get('retry-after'));
    assert.ok(wait > 0 && wait <= 60, `${wait} seconds`);
  });

  it('another address can still sign in', async () => {
    await signIn('a guess');
    assert.equal((await signIn(PASSWORD, { from: '192.0.2.2' })).status, 302);
  });

  it('another port of the same address has to wait, too', async () => {
    await signIn('a guess', { from: '192.0.2.1:40001' });
    assert.equal((await signIn('a guess', { from: '192.0.2.1:40002' })).status, 429);
  });

  it('twenty more at the same time are not checked', async () => {
    const guesses = Array.from({ length: 20 }, () => signIn('a guess'));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 422).length, 1);
  });

  it('a browser in which the user has signed in before can still sign in', async () => {
    const visitor = new Visitor(site.url);
    await signIn(PASSWORD, { visitor });
    await visitor.post('/logout');
    await signIn('a guess');
    assert.equal((await signIn(PASSWORD, { visitor })).status, 302);
    assert.equal((await signIn(PASSWORD)).status, 429);
  });

  it('without a name, nothing is counted', async () => {
    for (let n = 0; n < 10; n += 1) {
      assert.equal((await signIn('a guess', { username: ' ' })).status, 422);
    }
    assert.equal((await signIn(PASSWORD)).status, 302);
  });

  it('at five names, every name has to wait at that address', async () => {
    for (const username of ['bob', 'carol', 'dave', 'erin', 'frank']) {
      assert.equal((await signIn('a guess', { username })).status, 422);
    }
    assert.equal((await signIn(PASSWORD)).status, 429);
  });
});

describe('of the wrong passwords for a name', () => {
  let site: Site;
  let owner: Visitor;
  before(async () => {
    site = await startSite({ SIGN_IN_FAILURES: '1000', TRUST_PROXY: '1' });
    await site.setPassword('alice', PASSWORD);
    owner = new Visitor(site.url);
    await signIn(PASSWORD, '192.0.2.100', owner);
    // Nine addresses make the ten guesses each that count, and one of them makes ten more.
    await guess(Array.from({ length: 90 }, (_, n) => `192.0.2.${1 + (n % 9)}`));
    await guess(Array.from({ length: 10 }, () => '192.0.2.1'));
  });
  after(() => site.close());

  async function signIn(password: string, from: string, visitor = new Visitor(site.url)) {
    const form = new URLSearchParams({ username: 'alice', password });
    const headers = { 'X-Forwarded-For': from };
    return (await visitor.request('POST', '/login', form, headers)).status;
  }

  async function guess(addresses: string[]) {
    const statuses = await Promise.all(addresses.map((from) => signIn('a guess', from)));
    for (const status of statuses) assert.equal(status, 422);
  }

  it('ten count for each address, so a few addresses cannot lock out the others', async () => {
    assert.equal(await signIn(PASSWORD, '192.0.2.101'), 302);
  });

  it('a hundred make every browser wait that is new to the name, and no other', async () => {
    await guess(Array.from({ length: 10 }, () => '192.0.2.10'));
    assert.equal(await signIn(PASSWORD, '192.0.2.102'), 429);
    assert.equal(await signIn(PASSWORD, '192.0.2.100', owner), 302);
  });
});
