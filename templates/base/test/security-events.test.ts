import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { after, before, beforeEach, describe, it } from 'node:test';
import { CHANNEL_NAME } from '../src/accounts/security-events.ts';
import { type Site, startSite, Visitor } from './site.ts';

const PASSWORD = 'correct horse';
const GUESS = 'a wrong guess';

describe('a security event', () => {
  let site: Site;
  let events: unknown[];
  const listen = (event: unknown) => void events.push(event);
  before(async () => {
    site = await startSite({ TRUST_PROXY: '1' });
    await site.setPassword('alice', PASSWORD);
    subscribe(CHANNEL_NAME, listen);
  });
  after(async () => {
    unsubscribe(CHANNEL_NAME, listen);
    await site.close();
  });
  beforeEach(() => {
    events = [];
  });

  async function signIn(username: string, password: string) {
    const visitor = new Visitor(site.url);
    const form = new URLSearchParams({ username, password });
    // Events of other tests are not counted together with those of an address that only this test has.
    await visitor.request('POST', '/login', form, { 'X-Forwarded-For': '192.0.2.44' });
    return visitor;
  }

  it('names the user, and has no password, cookie or session id', async () => {
    await signIn('alice', GUESS);
    const visitor = await signIn('alice', PASSWORD);
    const text = JSON.stringify(events);
    assert.match(text, /"event":"sign-in-refused","address":"192.0.2.44","name":"alice"/);
    assert.match(text, /"event":"sign-in","name":"alice","address":"192.0.2.44"/);
    for (const secret of [PASSWORD, GUESS, visitor.sessionId, ...visitor.cookies.values()]) {
      assert.ok(!text.includes(secret), secret);
    }
  });

  it('leaves out a name that no account has: it may be a password, typed into the wrong field', async () => {
    await signIn(PASSWORD, GUESS);
    const text = JSON.stringify(events);
    assert.match(text, /"event":"sign-in-refused"/);
    assert.ok(!text.includes(PASSWORD));
  });
});
