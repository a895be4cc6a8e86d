import { expect, it } from 'vitest';
import type { SessionStore } from '../../../templates/base/src/sessions/store/session-store.ts';
import { startApp } from '../../support/app.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { Visitor } from '../../support/visitor.ts';

/** A promise, with the means to settle it from outside. */
function withResolvers() {
  let resolve = () => {};
  let reject = (_error: Error) => {};
  const promise = new Promise<void>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** A store that stores a new session only when it is told to, and then does as it is told. */
async function hesitantStore() {
  const records = await openStore('memory', scratchSettings());
  const asked = withResolvers();
  const told = withResolvers();
  const create: SessionStore['create'] = async (id, record) => {
    asked.resolve();
    await told.promise;
    await Object.getPrototypeOf(records).create.call(records, id, record);
  };
  return { records: Object.assign(records, { create }), asked: asked.promise, told };
}

it('a sign-in is answered when the session is stored, and not before', async () => {
  const { records, asked, told } = await hesitantStore();
  const url = await startApp({}, records);
  const alice = new Visitor(url);
  let answered = false;
  const answer = alice.post('/login', { username: 'alice' }).then((result) => {
    answered = true;
    return result;
  });
  await asked;
  // Time enough for an answer that does not wait: other pages come and go.
  for (let n = 0; n < 20; n += 1) await new Visitor(url).get('/products');
  expect(answered).toBe(false);
  told.resolve();
  expect((await answer).status).toBe(302);
  expect((await alice.get('/about')).status).toBe(200);
});

it.each([
  ['POST', '/login', 503],
  // Of this page, the session is the lesser part.
  ['GET', '/home', 200],
] as const)(
  '%s %s is answered with %i and no cookie where the session cannot be stored',
  async (method, path, status) => {
    const { records, told } = await hesitantStore();
    told.promise.catch(() => {});
    told.reject(new Error('disk on fire'));
    const visitor = new Visitor(await startApp({}, records));
    const form = method === 'POST' ? { username: 'alice' } : undefined;
    const answer = await visitor.ask(method, path, form);
    expect(answer.status).toBe(status);
    expect(answer.cookies).toEqual([]);
    expect(answer.body).not.toContain('disk on fire');
  },
);
