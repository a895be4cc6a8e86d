import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  HashQueue,
  QueueRejectedError,
} from '../../../templates/base/src/accounts/limits/hash-queue.ts';

/** A queue with room for so many, in which work ends when it is told to, and what has happened so far. */
function openQueue(room: number) {
  const queue = new HashQueue(room);
  const happened: string[] = [];
  const ends: Array<() => void> = [];
  return {
    happened,
    /** Has work wait in line for an address. Its name is told when it begins, or is turned away. */
    async add(name: string, gone = new AbortController().signal) {
      const [address = ''] = name;
      queue
        .run(address, gone, async () => {
          happened.push(name);
          await new Promise<void>((resolve) => ends.push(resolve));
        })
        .catch((error) => {
          expect(error).toBeInstanceOf(QueueRejectedError);
          happened.push(`not ${name}`);
        });
      await turn();
    },
    async end() {
      ends.shift()?.();
      await turn();
    },
  };
}

async function run(room: number, names: string[]): Promise<string[]> {
  const { happened, add, end } = openQueue(room);
  for (const name of names) await add(name);
  for (const _ of names) await end();
  return happened;
}

it.each([
  ['two at a time, in their order', 9, ['a1', 'a2', 'a3', 'a4'], 'a1 a2 a3 a4'],
  [
    'addresses in turn, however long the line of one',
    9,
    ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'c1'],
    'a1 a2 a3 b1 c1 a4 b2 a5',
  ],
  ['no more than there is room for', 2, ['a1', 'a2', 'a3', 'a4', 'a5'], 'a1 a2 not a5 a3 a4'],
  [
    'room for an address that comes late, at the end of the longest line',
    3,
    ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2'],
    'a1 a2 not a5 not b2 a3 b1 a4',
  ],
  [
    'nobody gives up a place to an address that has as many',
    2,
    ['a1', 'a2', 'b1', 'c1', 'd1'],
    'a1 a2 not d1 b1 c1',
  ],
])('%s', async (_what, room, names, expected) => {
  expect((await run(room, names)).join(' ')).toBe(expected);
});

it('who leaves makes room, and never begins', async () => {
  const { happened, add, end } = openQueue(1);
  const leaving = new AbortController();
  for (const name of ['a1', 'a2']) await add(name);
  await add('b1', leaving.signal);
  leaving.abort();
  await add('c1');
  await add('d1', AbortSignal.abort());
  await end();
  await end();
  expect(happened).toEqual(['a1', 'a2', 'not b1', 'not d1', 'c1']);
});

it('work that fails makes way all the same', async () => {
  const queue = new HashQueue(0);
  const { signal } = new AbortController();
  const failing = () => queue.run('a', signal, () => Promise.reject(new Error('no memory')));
  for (let n = 0; n < 5; n += 1) await expect(failing()).rejects.toThrow('no memory');
});
