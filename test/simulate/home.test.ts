import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it, vi } from 'vitest';
import { checkReachable } from '../../src/network.ts';
import { freePort } from '../../src/site/free-port.ts';
import { allOf, failuresIn } from '../support/run.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

it.each([
  ['loop', 'the status', /redirects to itself/],
  ['gzip', 'the response', /not coded as its header says/],
])('a home page that is a %s does not pass', async (home, what, why) => {
  const port = await freePort();
  const env = { PORT: String(port), HOME_IS: home };
  const app = execa('node', ['goes-nowhere.cjs'], { cwd: APPS, env, reject: false });
  await vi.waitFor(() => checkReachable({ host: '127.0.0.1', port }), { timeout: 30_000 });
  const failures = failuresIn(await allOf({ url: `http://127.0.0.1:${port}` }));
  app.kill('SIGKILL');
  await app;
  const failed = { what, cause: expect.stringMatching(why) };
  expect(failures).toEqual([expect.objectContaining(failed), expect.objectContaining(failed)]);
});
