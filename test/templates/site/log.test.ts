import { rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { borrowSite } from '../../support/site.ts';
import { Visitor } from '../../support/visitor.ts';

it('what the site prints holds no session id, cookie, password or secret, whatever happens', async () => {
  const SESSION_SECRET = 'a secret that must never be printed';
  const password = 'a password that must never be printed';
  const site = await borrowSite('anonymous', 'file');
  const running = await site.start('start', { SESSION_SECRET, SESSION_DIR: `${site.directory}/s` });
  const alice = new Visitor(running.url);
  await alice.get('/home');
  const anonymous = alice.jar.get('my-app') ?? '';
  await alice.ask('POST', '/login', { username: 'alice', password, next: '/about' });
  const cookie = alice.jar.get('my-app') ?? '';
  // A file in the place of the folder is a fault that no request can go around.
  rmSync(`${site.directory}/s`, { recursive: true });
  writeFileSync(`${site.directory}/s`, '');
  await alice.get('/about');
  await alice.ask('POST', '/login', { username: '', password });
  await alice.ask('POST', '/login', { username: 'alice', password });
  await alice.post('/logout');
  await running.stop();

  const idOf = (value: string) => decodeURIComponent(value).replace(/^s:/, '').split('.')[0] ?? '';
  expect(running.output()).toContain('The session store fails:');
  for (const secret of [SESSION_SECRET, password, cookie, idOf(cookie), idOf(anonymous)]) {
    expect(secret.length).toBeGreaterThan(20);
    expect(running.output()).not.toContain(secret);
  }
  await site.remove();
});

it('in production over plain HTTP it says once that the cookie was not sent, and what to do', async () => {
  const site = await borrowSite('anonymous', 'memory', 'javascript');
  const running = await site.start('start', { NODE_ENV: 'production' });
  for (let n = 0; n < 3; n += 1) {
    const answer = await new Visitor(running.url.replace('0.0.0.0', '127.0.0.1')).get('/home');
    expect(answer.cookies).toEqual([]);
  }
  await running.stop();
  await site.remove();
  expect(running.output().match(/The session cookie was not sent.*set TRUST_PROXY/g)).toHaveLength(
    1,
  );
});
