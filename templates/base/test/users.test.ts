import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import { passwordFault } from '../src/accounts/new-password.ts';
import { startSite, Visitor } from './site.ts';

describe('once there is an account', () => {
  let site: Awaited<ReturnType<typeof startSite>>;
  let accounts: Buffer;
  before(async () => {
    site = await startSite();
    await site.setPassword('alice', 'correct horse');
    await site.setPassword('bob', 'battery staple');
    accounts = await readFile(site.usersFile);
  });
  after(() => site.close());
  beforeEach(() => writeFile(site.usersFile, accounts));

  async function signIn(username: string, password: string) {
    const visitor = new Visitor(site.url);
    await visitor.post('/login', { username, password });
    return visitor;
  }

  it('its password signs in', async () => {
    const alice = await signIn('alice', 'correct horse');
    assert.equal((await alice.get('/about')).status, 200);
  });

  for (const [username, password] of [
    ['alice', 'battery staple'],
    ['alice', ''],
    ['nobody', 'correct horse'],
    ['constructor', ''],
  ]) {
    it(`${username} with "${password}" is refused, with the one message for all`, async () => {
      const visitor = new Visitor(site.url);
      const response = await visitor.post('/login', { username, password });
      assert.equal(response.status, 422);
      assert.equal(visitor.cookies.size, 0);
      assert.match(await response.text(), /This username and password do not match\./);
    });
  }

  it('its name may be typed in either Unicode form', async () => {
    await site.setPassword('Jos\u00e9', 'correct horse');
    const jose = await signIn('Jose\u0301', 'correct horse');
    assert.match(await (await jose.get('/about')).text(), /Welcome Jos\u00e9!/);
  });

  it('a new password ends the sessions of the old one, and of nobody else', async () => {
    const alice = await signIn('alice', 'correct horse');
    const bob = await signIn('bob', 'battery staple');
    await site.setPassword('alice', 'another horse');
    assert.equal((await alice.get('/about')).status, 302);
    assert.equal((await bob.get('/about')).status, 200);
  });

  it('removing it ends its sessions', async () => {
    const alice = await signIn('alice', 'correct horse');
    site.removeUser('alice');
    assert.equal((await alice.get('/about')).status, 302);
  });

  it('nobody gets in while the users cannot be read', async () => {
    const alice = await signIn('alice', 'correct horse');
    await writeFile(site.usersFile, '[]');
    const visitor = new Visitor(site.url);
    const form = { username: 'alice', password: 'correct horse' };
    assert.equal((await visitor.post('/login', form)).status, 500);
    assert.equal((await alice.get('/about')).status, 503);
    assert.equal((await visitor.get('/products')).status, 200);
  });
});

describe('without an account', () => {
  it('who signed in while there was none is signed out by the first one', async () => {
    const site = await startSite();
    const statuses: number[] = [];
    for (const username of ['alice', 'bob']) {
      const visitor = new Visitor(site.url);
      await visitor.post('/login', { username });
      statuses.push((await visitor.get('/about')).status);
      await site.setPassword('alice', 'correct horse');
      statuses.push((await visitor.get('/about')).status);
      site.removeUser('alice');
    }
    await site.close();
    assert.deepEqual(statuses, [200, 302, 200, 302]);
  });

  it('nobody signs in in production, and the form says why', async () => {
    const site = await startSite({ NODE_ENV: 'production' });
    const visitor = new Visitor(site.url);
    const form = await (await visitor.get('/login')).text();
    const response = await visitor.post('/login', { username: 'alice', password: 'anything' });
    const page = await response.text();
    await site.close();
    assert.equal(response.status, 422);
    for (const text of [form, page]) assert.match(text, /this site has no accounts/);
  });
});

describe('a new password', () => {
  for (const password of ['seven c', 'Password1', 'xxxxxxxxxx', '          ']) {
    it(`cannot be "${password}"`, () => assert.ok(passwordFault(password)));
  }

  it('can be a phrase', () => assert.equal(passwordFault('correct horse'), undefined));
});
