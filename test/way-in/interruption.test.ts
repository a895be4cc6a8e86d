import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { listen } from '../support/listen.ts';
import { allOf } from '../support/run.ts';

it('a search for the way in that is interrupted ends as any run does', async () => {
  const server = createServer();
  const url = `http://127.0.0.1:${await listen(server)}`;
  const controller = new AbortController();
  // Whoever visits first wants to know whether there is a site at all; the search asks next.
  let asked = 0;
  server.on('request', (_req, res) => {
    asked += 1;
    if (asked === 1) res.end('home');
    else controller.abort();
  });
  const run = allOf({ url, signal: controller.signal, timeout: 20_000 });
  await expect(run).rejects.toMatchObject({ code: 'interrupted' });
  expect(asked).toBeGreaterThan(1);
});
