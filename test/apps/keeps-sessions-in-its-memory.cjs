// Keeps its sessions in a store of its own that is in memory, as memorystore and many others are.
const session = require('express-session');
const { startApp } = require('./app.cjs');

class TidyMemoryStore extends session.Store {
  #sessions = new Map();

  get(id, callback) {
    const text = this.#sessions.get(id);
    setImmediate(callback, null, text === undefined ? null : JSON.parse(text));
  }

  set(id, data, callback) {
    this.#sessions.set(id, JSON.stringify(data));
    setImmediate(callback, null);
  }

  touch(id, data, callback) {
    if (this.#sessions.has(id)) return this.set(id, data, callback);
    return setImmediate(callback, null);
  }

  destroy(id, callback) {
    this.#sessions.delete(id);
    setImmediate(callback, null);
  }
}

startApp({ store: new TidyMemoryStore() });
