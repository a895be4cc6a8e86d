// A store in files, in a process that stands still before any step of it: stopping-store.mjs MODULE
// A message says what to do, and before which call into the file system to stop; the answer says what came of it.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let stepsLeft = Number.POSITIVE_INFINITY;

for (const [name, call] of Object.entries(fs)) {
  if (!name.endsWith('Sync')) continue;
  fs[name] = (...args) => {
    stepsLeft -= 1;
    if (stepsLeft === 0) process.kill(process.pid, 'SIGSTOP');
    return call.apply(fs, args);
  };
}
syncBuiltinESMExports();

const { openStores } = await import(process.argv[2]);
const { sessions: store } = await openStores(process.env);
const expires = () => new Date(Date.now() + 60_000);

const OPERATIONS = {
  create: (id) => store.create(id, { cookie: { expires: expires() }, user_name: 'alice' }),
  update: (id) => store.update(id, (record) => ({ ...record, theirs: true })),
  extend: (id) => store.extend(id, expires()),
  delete: (id) => store.delete(id),
};

process.on('message', async ({ operation, id, step }) => {
  stepsLeft = step;
  const result = await OPERATIONS[operation](id);
  stepsLeft = Number.POSITIVE_INFINITY;
  process.send({ result });
});
process.send('ready');
