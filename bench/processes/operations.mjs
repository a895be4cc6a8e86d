// Measures how many operations of each kind a store does per second, one after another, in its own process:
// operations.mjs STORE SESSIONS COUNT MODULE   (MODULE is the generated site's store)
// One of a hundred sessions has expired. A store outside of this process was filled before.
import { setTimeout as pause } from 'node:timers/promises';
import session from 'express-session';
import { idOf, recordOf } from './sessions.mjs';

const [kind, sessions, count, module] = process.argv.slice(2);
const SESSIONS = Number(sessions);
const COUNT = Number(count);
const LIVING = SESSIONS * 0.99;

// A store sweeps when its timer fires: here, when `sweep` is called.
let sweep;
const startTimer = globalThis.setInterval;
globalThis.setInterval = (callback) => {
  sweep = callback;
  return startTimer(() => {}, 1_000_000).unref();
};

const ofSite = async () => {
  const { openStores } = await import(module);
  const { sessions: records } = await openStores(process.env);
  return {
    get: (id) => records.find(id),
    create: (id, record) => records.create(id, record),
    set: (id, record) => records.update(id, () => record),
    touch: (id, { cookie }) => records.extend(id, cookie.expires),
    destroy: (id) => records.delete(id),
  };
};

const ofExpress = (store) => {
  const call =
    (method) =>
    (...args) =>
      new Promise((resolve, reject) => {
        store[method](...args, (error, result) => (error ? reject(error) : resolve(result)));
      });
  const set = call('set');
  return { get: call('get'), create: set, set, touch: call('touch'), destroy: call('destroy') };
};

const STORES = {
  'this site, memory': { open: ofSite, inMemory: true },
  'this site, file': { open: ofSite },
  'this site, redis': { open: ofSite },
  MemoryStore: { open: () => ofExpress(new session.MemoryStore()), inMemory: true },
  memorystore: {
    async open() {
      const { default: memorystore } = await import('memorystore');
      const MemoryStore = memorystore(session);
      return ofExpress(new MemoryStore({ checkPeriod: 86_400_000 }));
    },
    inMemory: true,
  },
  'session-file-store': {
    async open() {
      const { default: sessionFileStore } = await import('session-file-store');
      const FileStore = sessionFileStore(session);
      return ofExpress(new FileStore({ path: process.env.SESSION_DIR, logFn: () => {} }));
    },
  },
  'connect-redis': {
    async open() {
      const { RedisStore } = await import('connect-redis');
      const { createClient } = await import('redis');
      const client = await createClient({ url: process.env.REDIS_URL }).connect();
      return ofExpress(new RedisStore({ client }));
    },
  },
};

/** The session that express-session would pass, with a real `Cookie` object. */
function sessionOf(index, lifetime) {
  const { cookie, ...contents } = recordOf(index, lifetime);
  return { ...contents, cookie: Object.assign(new session.Cookie(), cookie) };
}

async function fill(from, to, lifetime) {
  for (let n = from; n < to; n += 1) await store.create(idOf(n), sessionOf(n, lifetime));
}

/** Takes the live sessions in a mixed order; when all were taken, it starts again. */
async function perSecond(work) {
  const records = Array.from({ length: COUNT }, (_, n) => sessionOf(n));
  const ids = records.map((_, n) => idOf((n * 7_919) % LIVING));
  const began = performance.now();
  for (let n = 0; n < COUNT; n += 1) await work(ids[n], records[n], n);
  return (COUNT / (performance.now() - began)) * 1000;
}

/** A sweep has ended when the event loop is empty. */
async function sweptPerSecond() {
  const idle = new Promise((resolve) => {
    process.once('beforeExit', resolve);
  });
  const began = performance.now();
  sweep();
  await idle;
  return (SESSIONS / (performance.now() - began)) * 1000;
}

const { open, inMemory } = STORES[kind];
const store = await open();
if (inMemory) await fill(0, LIVING);
const numbers = {
  'get/s': await perSecond((id) => store.get(id)),
  'touch/s': await perSecond((id, record) => store.touch(id, record)),
  'set/s': await perSecond((id, record) => store.set(id, record)),
  'create/s': await perSecond((_id, record, n) => store.create(`new-${n}`, record)),
  'destroy/s': await perSecond((_id, _record, n) => store.destroy(`new-${n}`)),
};
if (sweep) {
  if (inMemory) await fill(LIVING, SESSIONS, 1);
  // Until the new sessions have expired.
  await pause(10);
  numbers['swept/s'] = await sweptPerSecond();
}
console.log(JSON.stringify(numbers));
process.exit();
