// A sound app on a store that is sound as well, and odd: the first argument says in which way.
const session = require('express-session');
const { sound, startApp } = require('./app.cjs');

const fail = () => {
  throw new Error('Nobody may look at this');
};

/** What a store may be told to keep, if it does not write it down as JSON. */
const cyclic = { cookie: {} };
cyclic.self = cyclic;
const SESSIONS = [
  cyclic,
  { cookie: {}, big: 1n },
  { cookie: {}, toJSON: fail },
  Object.defineProperty({ cookie: {} }, 'user', { get: fail, enumerable: true }),
  { cookie: {}, toJSON: () => undefined },
  new Proxy({ cookie: {} }, { ownKeys: fail, get: fail, getPrototypeOf: fail }),
];
const ERRORS = [
  Object.create(null),
  new Proxy(new Error('odd'), { get: fail, has: fail, getPrototypeOf: fail }),
  Object.assign(new Error('odd'), { toString: fail, message: { toString: fail } }),
];

/** Keeps what it is given as it is, behind callbacks. */
class ObjectStore extends session.Store {
  objects = new Map();
  get(id, callback) {
    const found = this.objects.get(id);
    setImmediate(() => callback(null, found && JSON.parse(JSON.stringify(found))));
  }
  set(id, value, callback) {
    this.objects.set(id, id.startsWith('odd') ? value : JSON.parse(JSON.stringify(value)));
    setImmediate(callback);
  }
  destroy(id, callback) {
    this.objects.delete(id);
    if (id === 'rejects') return Promise.reject(new Error('It does not want to'));
    if (id.startsWith('error')) setImmediate(() => callback(ERRORS[Number(id.slice(5))]));
    else setImmediate(callback);
  }
}

const property = (store, name, descriptor) => Object.defineProperty(store, name, descriptor);

const STORES = {
  memory: () => new session.MemoryStore(),
  objects: () => new ObjectStore(),
  'getters that throw'() {
    const store = new ObjectStore();
    for (const name of ['all', 'length', 'sessions', 'touch', 'clear']) {
      // express-session asks for `touch` as well.
      if (name !== 'touch') property(store, name, { get: fail });
    }
    return store;
  },
  'methods that stay'() {
    const store = new ObjectStore();
    for (const name of ['get', 'set', 'destroy']) property(store, name, { value: store[name] });
    return store;
  },
  'a proxy'() {
    return new Proxy(new ObjectStore(), {
      get(store, name) {
        const value = Reflect.get(store, name);
        return typeof value === 'function' ? value.bind(store) : value;
      },
    });
  },
  'a proxy that refuses'() {
    return new Proxy(new ObjectStore(), {
      defineProperty: fail,
      getOwnPropertyDescriptor: fail,
      set: (store, name, value) => Reflect.set(store, name, value),
    });
  },
  'a proxy that ignores'() {
    return new Proxy(new ObjectStore(), {
      defineProperty: () => true,
      set: (store, name, value) => Reflect.set(store, name, value),
    });
  },
  'no emitter'() {
    const store = new ObjectStore();
    const { on } = new (class {
      on() {
        return this;
      }
    })();
    property(store, 'on', { value: on });
    return store;
  },
  'frozen later'() {
    const store = new ObjectStore();
    setImmediate(() => Object.freeze(store));
    return store;
  },
  'no class'() {
    const store = new ObjectStore();
    property(store, 'constructor', { get: fail });
    return store;
  },
};

const store = STORES[process.argv[2]]();

/** Does odd things with the store itself, and tells what became of each. */
async function odd() {
  const told = [];
  const call = (name, ...args) =>
    new Promise((resolve) => {
      const callback = (...answer) => resolve(told.push(`${name} ${answer.length}`));
      store[name](...args, callback);
    });
  for (const [n, value] of SESSIONS.entries()) await call('set', `odd ${n}`, value);
  if (process.argv[3] === 'tidy') {
    for (const n of SESSIONS.keys()) await call('destroy', `odd ${n}`);
  }
  for (const n of ERRORS.keys()) await call('destroy', `error${n}`);
  const rejection = new Promise((resolve) => process.once('unhandledRejection', resolve));
  void store.destroy('rejects');
  told.push(String(await rejection));
  await store.destroy('rejects').catch((error) => told.push(`caught ${error.message}`));
  try {
    store.set();
  } catch (error) {
    told.push(String(error));
  }
  return told;
}

startApp(
  { store },
  {
    ...sound,
    home(req, res, next) {
      if (req.query.odd === undefined || store instanceof session.MemoryStore) {
        return sound.home(req, res);
      }
      odd().then((told) => res.json(told), next);
    },
  },
);
