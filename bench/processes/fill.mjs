// Writes made-up sessions directly into a store: fill.mjs LAYOUT PLACE FROM TO [LIFETIME]
import { closeSync, futimesSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient } from 'redis';
import { folderOf, idOf, recordOf } from './sessions.mjs';

const [layout, place, from, to, lifetime] = process.argv.slice(2);
const BATCH = 5_000;

function fillFolder(nameOf) {
  for (let index = Number(from); index < Number(to); index += 1) {
    const record = recordOf(index, lifetime && Number(lifetime));
    const path = join(place, nameOf(idOf(index)));
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(path, 'w', 0o600);
    writeSync(file, JSON.stringify(record));
    futimesSync(file, record.cookie.expires, record.cookie.expires);
    closeSync(file);
  }
}

async function fillRedis() {
  const client = await createClient({ url: place }).connect();
  for (let begin = Number(from); begin < Number(to); begin += BATCH) {
    const batch = client.multi();
    for (let index = begin; index < Math.min(begin + BATCH, Number(to)); index += 1) {
      const record = recordOf(index);
      const value = record.cookie.expires.getTime();
      batch.set(`sess:${idOf(index)}`, JSON.stringify(record), {
        expiration: { type: 'PXAT', value },
      });
    }
    await batch.execAsPipeline();
  }
  client.destroy();
}

const LAYOUTS = {
  site: () => fillFolder((id) => join(folderOf(id), 'record')),
  'session-file-store': () => fillFolder((id) => `${id}.json`),
  redis: fillRedis,
};
await LAYOUTS[layout]();
