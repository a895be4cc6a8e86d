// Reads all sessions of a store in one way, in its own process: readers.mjs READER PLACE PACKAGE
// Prints the number of sessions, the time until the first one, the time for all, and the memory.
import { spawn } from 'node:child_process';
import { opendirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [reader, place, ours] = process.argv.slice(2);

const READERS = {
  async 'inspect, files'() {
    const { inspect } = await import(ours);
    return inspect({ directory: place });
  },

  async 'inspect, redis'() {
    const { inspect } = await import(ours);
    return inspect({ redis: place });
  },

  async *'bare loop'() {
    const folder = opendirSync(place);
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      yield readFileSync(join(place, entry.name, 'record'), 'utf8');
    }
    folder.closeSync();
  },

  async *'loop of readFile'() {
    for (const name of await readdir(place)) {
      yield await readFile(join(place, name, 'record'), 'utf8');
    }
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

  async *'connect-redis all()'() {
    const { RedisStore } = await import('connect-redis');
    const { createClient } = await import('redis');
    const client = await createClient({ url: place }).connect();
    yield* await new RedisStore({ client, scanCount: 1_000 }).all();
    client.destroy();
  },

  async *'redis-cli --scan and GET'() {
    const cli = `redis-cli -u ${place}`;
    const line = `${cli} --scan --pattern 'sess:*' | sed 's/^/GET /' | ${cli}`;
    const { stdout } = spawn('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'inherit'] });
    yield* createInterface({ input: stdout });
  },
};

const began = performance.now();
let rows = 0;
let firstRow = 0;
for await (const _ of await READERS[reader]()) {
  if (rows === 0) firstRow = performance.now() - began;
  rows += 1;
}
const took = performance.now() - began;
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ rows, firstRow, took, megabytes }));
