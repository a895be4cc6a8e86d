import assert from 'node:assert/strict';
import crypto, { scryptSync } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { passwordProblem } from '../src/accounts/passwords/new-password.ts';
import { type Site, startSite, Visitor } from './site.ts';

const SALT = Buffer.alloc(16, 'salt');

describe('an account', () => {
  let site: Site;
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

  it('signs in with its password', async () => {
    const alice = await signIn('alice', 'correct horse');
    assert.equal((await alice.get('/about')).status, 200);
  });

  for (const [username, password] of [
    ['alice', 'battery staple'],
    ['alice', ''],
    ['nobody', 'correct horse'],
    ['constructor', ''],
  ]) {
    it(`${username} with "${password}" is refused, with the same message as any other wrong sign-in`, async () => {
      const visitor = new Visitor(site.url);
      const response = await visitor.post('/login', { username, password });
      assert.equal(response.status, 422);
      assert.equal(visitor.cookies.size, 0);
      assert.match(await response.text(), /This username and password do not match\./);
    });
  }

  it('that does not exist takes as many hashes as one that does, so that the time tells nothing', async () => {
    const scrypt = mock.method(crypto, 'scrypt');
    syncBuiltinESMExports();
    const hashes: number[] = [];
    for (const username of ['alice', 'nobody']) {
      scrypt.mock.resetCalls();
      await signIn(username, 'a wrong guess');
      hashes.push(scrypt.mock.callCount());
    }
    scrypt.mock.restore();
    syncBuiltinESMExports();
    assert.deepEqual(hashes, [1, 1]);
  });

  it('can be typed in either Unicode form', async () => {
    await site.setPassword('Jos\u00e9', 'correct horse');
    const jose = await signIn('Jose\u0301', 'correct horse');
    assert.match(await (await jose.get('/about')).text(), /Welcome Jos\u00e9!/);
  });

  it('loses its sessions when its password changes, and no other account does', async () => {
    const alice = await signIn('alice', 'correct horse');
    const bob = await signIn('bob', 'battery staple');
    await site.setPassword('alice', 'another horse');
    assert.equal((await alice.get('/about')).status, 302);
    assert.equal((await bob.get('/about')).status, 200);
  });

  it('loses its sessions when it is removed', async () => {
    const alice = await signIn('alice', 'correct horse');
    site.removeUser('alice');
    assert.equal((await alice.get('/about')).status, 302);
  });

  it('has its sessions back when users.json was only gone for a while', async () => {
    const alice = await signIn('alice', 'correct horse');
    await rm(site.usersFile);
    assert.equal((await alice.get('/about')).status, 302);
    await writeFile(site.usersFile, accounts);
    assert.equal((await alice.get('/about')).status, 200);
  });

  it('gets a new hash at a sign-in if the old one was too cheap, and keeps its sessions', async () => {
    const key = scryptSync('correct horse', SALT, 32, { N: 2 ** 7, r: 8, p: 1 });
    const hash = `$scrypt$ln=7,r=8,p=1$${SALT.toString('base64url')}$${key.toString('base64url')}`;
    await writeFile(site.usersFile, JSON.stringify({ alice: { hash, passwordId: 'an id' } }));
    const alice = await signIn('alice', 'correct horse');
    assert.ok(!(await readFile(site.usersFile, 'utf8')).includes(hash));
    const aliceElsewhere = await signIn('alice', 'correct horse');
    for (const browser of [alice, aliceElsewhere]) {
      assert.equal((await browser.get('/about')).status, 200);
    }
  });

  it('cannot sign in while users.json cannot be read', async () => {
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
    it(`cannot be "${password}"`, () => assert.ok(passwordProblem(password)));
  }

  it('can be a phrase', () => assert.equal(passwordProblem('correct horse'), undefined));
});
