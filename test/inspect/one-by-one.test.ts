import { expect, it } from 'vitest';
import { oneByOne } from '../../src/inspect/one-by-one.ts';

async function* batches(ended?: () => void): AsyncGenerator<number[], void> {
  try {
    yield [1, 2];
    yield [];
    yield [3];
  } finally {
    ended?.();
  }
}

it('yields all items, in their order', async () => {
  const items: number[] = [];
  for await (const item of oneByOne(batches())) items.push(item);
  expect(items).toEqual([1, 2, 3]);
});

it('loses none where several are asked for at once', async () => {
  const items = oneByOne(batches());
  const asked = await Promise.all(Array.from({ length: 5 }, () => items.next()));
  expect(asked.map(({ value }) => value)).toEqual([1, 2, 3, undefined, undefined]);
});

it('ends the reading where nobody wants more', async () => {
  let ended = false;
  const items = oneByOne(batches(() => (ended = true)));
  for await (const _ of items) break;
  expect(ended).toBe(true);
  expect(await items.next()).toEqual({ done: true, value: undefined });
});

it('hands on what went wrong, after the items before it', async () => {
  async function* failing(): AsyncGenerator<number[], void> {
    yield [1];
    throw new Error('The store is gone.');
  }
  const items = oneByOne(failing());
  expect(await items.next()).toEqual({ done: false, value: 1 });
  await expect(items.next()).rejects.toThrow('The store is gone.');
  expect(await items.next()).toEqual({ done: true, value: undefined });
});
