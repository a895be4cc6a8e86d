// Sessions in files, so that several processes know them. A touch never makes a file that is gone.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { join } = require('node:path');
const { Store } = require('./packages.cjs').session;

exports.FileStore = class FileStore extends Store {
  constructor(folder) {
    super();
    this.folder = folder;
    fs.mkdirSync(folder, { recursive: true });
  }

  file(id) {
    return join(this.folder, createHash('sha256').update(id).digest('hex'));
  }

  get(id, callback) {
    fs.readFile(this.file(id), 'utf8', (error, text) => {
      if (error?.code === 'ENOENT') return callback(null, null);
      return error ? callback(error) : callback(null, JSON.parse(text));
    });
  }

  set(id, record, callback) {
    const file = this.file(id);
    fs.writeFileSync(`${file}.new`, JSON.stringify(record));
    fs.rename(`${file}.new`, file, callback);
  }

  touch(id, _record, callback) {
    const now = new Date();
    fs.utimes(this.file(id), now, now, () => callback(null));
  }

  destroy(id, callback) {
    fs.rm(this.file(id), { force: true }, callback);
  }
};
