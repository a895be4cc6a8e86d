import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { develop, privateRuntime } from '../support/develop.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const SESSIONS = 600;
/** Each holds 50 kB: copies of all of them would take 30 MB. */
const MOST_MORE_MB = 10;

it('an app whose sessions are in files keeps no copy of them under dev', async () => {
  privateRuntime();
  const start = 'node --expose-gc holds-much.cjs';
  const app = develop({ directory: APPS, start, env: { SESSIONS: scratchFolder() } });
  const url = (await app.until('started'))[0]?.url ?? '';
  const memory = async () => Number((await new Visitor(url).get('/about')).body) / 1e6;
  const visit = async (count: number) => {
    for (let done = 0; done < count; done += 20) {
      await Promise.all(Array.from({ length: 20 }, () => new Visitor(url).get('/')));
    }
  };
  await visit(100);
  const before = await memory();
  await visit(SESSIONS);
  expect((await memory()) - before).toBeLessThan(MOST_MORE_MB);
});
