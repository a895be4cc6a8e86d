// One way to read all sessions of a store, as a whole process: prints how many, how soon the first, how long, how much memory.
import { opendirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [reader, place] = process.argv.slice(2);

const READERS = {
  async *files() {
    const { inspect } = await import('../dist/index.js');
    yield* inspect({ directory: place });
  },

  async *redis() {
    const { inspect } = await import('../dist/index.js');
    yield* inspect({ redis: place });
  },

  async *'bare loop'() {
    const folder = opendirSync(place);
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      yield readFileSync(join(place, entry.name), 'utf8');
    }
    folder.closeSync();
  },

  async *'connect-redis all()'() {
    const { RedisStore } = await import('connect-redis');
    const { createClient } = await import('redis');
    const client = await createClient({ url: place }).connect();
    yield* await new RedisStore({ client, scanCount: 1_000 }).all();
    client.destroy();
  },

  async *'session-file-store list and get'() {
    const { default: session } = await import('express-session');
    const { default: fileStore } = await import('session-file-store');
    const FileStore = fileStore(session);
    const store = new FileStore({ path: place, logFn: () => {}, reapInterval: -1 });
    const call = (method, ...args) =>
      new Promise((resolve, reject) => {
        store[method](...args, (error, result) => (error ? reject(error) : resolve(result)));
      });
    for (const file of await call('list')) yield await call('get', file.replace(/\.json$/, ''));
  },
};

const began = performance.now();
let rows = 0;
let firstRow = 0;
let peak = 0;
for await (const _ of READERS[reader]()) {
  if (rows === 0) firstRow = performance.now() - began;
  rows += 1;
  if (rows % 1_000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
}
const took = performance.now() - began;
peak = Math.max(peak, process.memoryUsage.rss());
console.log(JSON.stringify({ rows, firstRow, took, megabytes: peak / 1024 / 1024 }));
