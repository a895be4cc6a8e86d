import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { PROBE_SOCKET } from '../../src/probe/messages.ts';
import { freePort } from '../support/redis.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const PROBE = resolve('dist/probe.cjs');
/** The store holds 40 MB. */
const MOST_MORE_MB = 15;

it('an app does not fill its memory for whoever asks what its store holds, and does not take it', async () => {
  const path = join(scratchFolder(), 'asker.sock');
  const asker = createServer().listen(path);
  onTestFinished(() => void asker.close());
  const connected = once(asker, 'connection');
  const port = await freePort();
  const app = spawn(process.execPath, ['--expose-gc', 'fills-its-memory.cjs'], {
    cwd: APPS,
    env: {
      ...process.env,
      PORT: String(port),
      NODE_OPTIONS: `--require ${JSON.stringify(PROBE)}`,
      [PROBE_SOCKET]: path,
    },
    stdio: 'ignore',
  });
  onTestFinished(() => void app.kill('SIGKILL'));
  const socket: Socket = (await connected)[0];
  const visitor = new Visitor(`http://127.0.0.1:${port}`);
  await vi.waitFor(() => visitor.get('/login'), { timeout: 60_000, interval: 50 });
  let told = '';
  const heard = (text: string) =>
    vi.waitFor(() => expect(told.includes(text)).toBe(true), { timeout: 60_000 });
  let takesAll = true;
  socket.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (!takesAll && told.includes('"sessions"')) socket.pause();
  });
  await heard('"listening"');
  const memory = async () => Number((await visitor.get('/about')).body) / 1e6;
  const before = await memory();
  takesAll = false;
  socket.write('{"ask":1,"sessions":true,"within":60000}\n');
  await heard('"sessions"');
  expect((await memory()) - before).toBeLessThan(MOST_MORE_MB);
  // Whoever takes it after all is told all of it.
  takesAll = true;
  socket.resume();
  await heard('"answer"');
  expect(told.match(/"sessionId":"session-/g)).toHaveLength(400);
});
