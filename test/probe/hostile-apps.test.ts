import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { develop, privateRuntime } from '../support/develop.ts';
import { allOf, failuresIn } from '../support/run.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const start = 'node lies-to-the-tool.cjs';

it('an app that lies to simulate misleads it nowhere, and passes', async () => {
  const events = await allOf({ directory: APPS, start });
  expect(failuresIn(events)).toEqual([]);
  expect(events[0]).toMatchObject({
    site: { store: 'MemoryStore', urls: [expect.stringMatching(/^http:\/\/localhost:\d+$/)] },
  });
  expect(events.at(-1)).toMatchObject({ type: 'end', passed: true });
});

it('an app that lies to dev is watched all the same', async () => {
  privateRuntime();
  const app = develop({ directory: APPS, start });
  const [started] = await app.until('started');
  await new Visitor(started?.url ?? '').get('/');
  const [request] = await app.until('request');
  expect(request).toMatchObject({ path: '/', session: { action: expect.any(String) } });
  expect(app.events.filter(({ type }) => type !== 'output').map(({ type }) => type)).toEqual([
    'started',
    'request',
  ]);
});
