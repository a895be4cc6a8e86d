import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

// Windows has no SIGTERM.
const skip = process.platform === 'win32';

it('after SIGTERM, /healthz answers 503 while pages are still served', { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'site-'));
  // The process that gets the signal cannot be this one, which runs the tests.
  const server = fileURLToPath(
    new URL(`../src/server${extname(import.meta.url)}`, import.meta.url),
  );
  const site = spawn(process.execPath, [server], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      STOP_DELAY: '5m',
      SESSION_SECRET: randomUUID(),
      USERS_FILE: join(folder, 'users.json'),
      SESSION_DIR: join(folder, 'sessions'),
      REDIS_PREFIX: `test:${randomUUID()}:`,
    },
  });
  try {
    const [line = ''] = await once(site.stdout, 'data');
    const [url = ''] = /http:\S+/.exec(String(line)) ?? [];
    const statusOf = async (path: string) => (await fetch(url + path)).status;
    assert.equal(await statusOf('/healthz'), 200);
    site.kill('SIGTERM');
    // The signal takes a moment to arrive.
    for (let n = 0; n < 100 && (await statusOf('/healthz')) === 200; n += 1) await sleep(10);
    assert.deepEqual([await statusOf('/healthz'), await statusOf('/products')], [503, 200]);
  } finally {
    site.kill('SIGKILL');
    await once(site, 'close');
    await rm(folder, { recursive: true });
  }
});
