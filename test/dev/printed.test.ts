import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { develop, privateRuntime } from '../support/develop.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

/** What an app prints that prints its ids, from a page with a new session on. */
async function printed(path: string, reveal = false): Promise<string[]> {
  privateRuntime();
  const app = develop({ directory: APPS, start: 'node prints-its-ids.cjs', reveal });
  const [started] = await app.until('started');
  await new Visitor(started?.url ?? '').get(path);
  const lines = await app.until('output', 4);
  // Two streams have no order among them.
  return lines.map(({ text }) => text).sort();
}

// A session that is stored has its name as soon as its request has ended.
it.each([
  ['is stored', '/', '([0-9a-f]{8}…|#1)'],
  ['is not stored', '/about', '[0-9a-f]{8}…'],
])('the id of a session that %s is not shown where the app prints it', async (_, path, mask) => {
  const lines = await printed(path);
  const expected = [
    `\x1b\\[31mcoloured ${mask}\x1b\\[0m`,
    `coded [\\w+/]{1,12}${mask}[\\w+/=]{1,6}`,
    `in pieces ${mask}!`,
    `whole ${mask}`,
  ];
  for (const [index, line] of lines.entries()) {
    expect(line).toMatch(new RegExp(`^${expected[index]}$`));
  }
});

it('and is shown where it is asked for', async () => {
  expect((await printed('/', true)).at(-1)).toMatch(/^whole [\w-]{32}$/);
});

it('a session that has a name has it there, too', async () => {
  privateRuntime();
  const app = develop({ directory: APPS, start: 'node prints-its-ids.cjs' });
  const [started] = await app.until('started');
  const visitor = new Visitor(started?.url ?? '');
  await visitor.get('/');
  await app.until('output', 4);
  await visitor.get('/');
  const lines = await app.until('output', 8);
  await vi.waitFor(() => expect(lines.map(({ text }) => text)).toContain('whole #1'));
});
