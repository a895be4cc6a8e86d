// Counts the commands to Redis for many simultaneous writes to one session, in its own process:
// one-session.mjs STORE WRITES MODULE   (MODULE is the generated site's store)
import { createClient } from 'redis';
import { idOf, recordOf } from './sessions.mjs';

const [kind, writes, module] = process.argv.slice(2);
const WRITES = Number(writes);
const client = await createClient({ url: process.env.REDIS_URL }).connect();

/** The number of commands that Redis has run so far, including those in scripts. */
async function commands() {
  const stats = await client.info('commandstats');
  return [...stats.matchAll(/^cmdstat_(?:get|set|eval):calls=(\d+)/gm)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  );
}

const STORES = {
  async 'this site, redis'() {
    const { openStores } = await import(module);
    const { sessions: records } = await openStores(process.env);
    return {
      create: (id, record) => records.create(id, record),
      write: (id, key) => records.update(id, (record) => ({ ...record, [key]: true })),
      read: (id) => records.find(id),
    };
  },
  async 'connect-redis'() {
    const { RedisStore } = await import('connect-redis');
    const store = new RedisStore({ client });
    return {
      create: (id, record) => store.set(id, record),
      // In the way of express-session: each request saves the whole session that it loaded.
      write: async (id, key) => store.set(id, { ...(await store.get(id)), [key]: true }),
      read: (id) => store.get(id),
    };
  },
};

const store = await STORES[kind]();
const id = idOf(0);
await store.create(id, recordOf(0));
const before = await commands();
const began = performance.now();
const keys = Array.from({ length: WRITES }, (_, n) => `key-${n}`);
await Promise.all(keys.map((key) => store.write(id, key)));
const seconds = (performance.now() - began) / 1000;
const asked = (await commands()) - before;
const record = await store.read(id);
const kept = keys.filter((key) => record[key]).length;
console.log(
  JSON.stringify({
    'commands/write': asked / WRITES,
    'writes/s': WRITES / seconds,
    'kept %': (kept / WRITES) * 100,
  }),
);
process.exit();
