import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Site, startSite, Visitor } from './site.ts';

const PASSWORD = 'correct horse';
const NEW_PASSWORD = 'another horse';
const CHANGE = { old_password: PASSWORD, new_password: NEW_PASSWORD, repeated: NEW_PASSWORD };

describe('the form that changes the password', () => {
  let site: Site;
  let here: Visitor;
  let there: Visitor;
  before(async () => {
    site = await startSite();
  });
  after(() => site.close());
  beforeEach(async () => {
    await site.setPassword('alice', PASSWORD);
    [here, there] = [await signIn(PASSWORD), await signIn(PASSWORD)];
  });

  async function signIn(password: string) {
    const visitor = new Visitor(site.url);
    await visitor.post('/login', { username: 'alice', password });
    return visitor;
  }
  const isSignedIn = async (visitor: Visitor) => (await visitor.get('/about')).status === 200;

  it('changes it, ends all other sessions, and says so', async () => {
    const response = await here.post('/account/password', CHANGE);
    assert.equal(response.headers.get('Location'), '/account');
    assert.match(await (await here.get('/account')).text(), /Your password was changed/);
    assert.deepEqual(await Promise.all([here, there].map(isSignedIn)), [true, false]);
    assert.equal(await isSignedIn(await signIn(PASSWORD)), false);
    assert.equal(await isSignedIn(await signIn(NEW_PASSWORD)), true);
  });

  it('also signs out whoever has a copy of this browser’s cookie', async () => {
    const thief = here.copy();
    assert.equal(await isSignedIn(thief), true);
    await here.post('/account/password', CHANGE);
    assert.deepEqual(await Promise.all([here, thief].map(isSignedIn)), [true, false]);
  });

  for (const [wrong, message, field] of [
    [{ old_password: 'wrong horse' }, /The old password is not right/, 'old_password'],
    [{ new_password: 'short', repeated: 'short' }, /at least 8 characters/, 'new_password'],
    [{ repeated: 'a third horse' }, /The two passwords differ/, 'repeated'],
  ] as const) {
    it(`changes nothing if it says ${JSON.stringify(wrong)}, and marks that field`, async () => {
      const response = await here.post('/account/password', { ...CHANGE, ...wrong });
      assert.equal(response.status, 422);
      const html = await response.text();
      assert.match(html, message);
      const marked = [...html.matchAll(/name="(\w+)"[^>]* aria-invalid="true"/g)];
      assert.deepEqual(
        marked.map(([, name]) => name),
        [field],
      );
      assert.deepEqual(await Promise.all([here, there].map(isSignedIn)), [true, true]);
    });
  }
});

it('the account page shows the sessions and no such form if there are no accounts', async () => {
  const site = await startSite();
  const visitor = new Visitor(site.url);
  await visitor.post('/login', { username: 'alice' });
  const html = await (await visitor.get('/account')).text();
  const refused = await visitor.post('/account/password', CHANGE);
  await site.close();
  assert.match(html, /\(this browser\)/);
  assert.doesNotMatch(html, /Old password/);
  assert.equal(refused.status, 422);
});
