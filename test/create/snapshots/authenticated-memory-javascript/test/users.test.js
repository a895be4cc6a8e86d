import assert from 'node:assert/strict';
import { scryptSync } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import { passwordFault } from '../src/accounts/new-password.js';
import { startSite, Visitor } from './site.js';

const SALT = Buffer.alloc(16, 'salt');

describe('once there is an account', () => {
  let site;
  let accounts;
  before(async () => {
    site = await startSite();
    await site.setPassword('alice', 'correct horse');
    await site.setPassword('bob', 'battery staple');
    accounts = await readFile(site.usersFile);
  });
  after(() => site.close());
  beforeEach(() => writeFile(site.usersFile, accounts));

  async function signIn(username, password) {
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

  it('losing the file with the accounts signs nobody out for good', async () => {
    const alice = await signIn('alice', 'correct horse');
    await rm(site.usersFile);
    assert.equal((await alice.get('/about')).status, 302);
    await writeFile(site.usersFile, accounts);
    assert.equal((await alice.get('/about')).status, 200);
  });

  it('a hash that cost less is made anew at a sign-in, and signs nobody out', async () => {
    const key = scryptSync('correct horse', SALT, 32, { N: 2 ** 10, r: 8, p: 1 });
    const hash = `$scrypt$ln=10,r=8,p=1$${SALT.toString('base64url')}$${key.toString('base64url')}`;
    await writeFile(site.usersFile, JSON.stringify({ alice: { hash, mark: 'a mark' } }));
    const alice = await signIn('alice', 'correct horse');
    assert.ok(!(await readFile(site.usersFile, 'utf8')).includes(hash));
    const aliceElsewhere = await signIn('alice', 'correct horse');
    for (const browser of [alice, aliceElsewhere]) {
      assert.equal((await browser.get('/about')).status, 200);
    }
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

describe('a new password', () => {
  for (const password of ['seven c', 'Password1', 'xxxxxxxxxx', '          ']) {
    it(`cannot be "${password}"`, () => assert.ok(passwordFault(password)));
  }

  it('can be a phrase', () => assert.equal(passwordFault('correct horse'), undefined));
});
