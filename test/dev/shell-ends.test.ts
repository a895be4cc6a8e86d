import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { develop, privateRuntime } from '../support/develop.ts';
import { untilGone } from '../support/processes.ts';
import { scratchFolder } from '../support/scratch.ts';

/** It takes a moment to end. */
const APP = `
const server = require('node:http').createServer((_, response) => response.end('here'));
server.listen(process.env.PORT, '127.0.0.1', () => console.log(process.pid));
process.on('SIGTERM', () => setTimeout(() => {
  require('node:fs').writeFileSync('finished', '');
  process.exit();
}, 500));
`;

function folderWithApp(): string {
  privateRuntime();
  const directory = scratchFolder();
  writeFileSync(join(directory, 'app.cjs'), APP);
  return directory;
}

describe('an app goes on where its shell ends', () => {
  it.each([
    ['at once', 'node app.cjs > log 2>&1 &'],
    ['when both are asked to', 'node app.cjs > log 2>&1; true'],
  ])('%s, and may finish in peace', async (_, start) => {
    const directory = folderWithApp();
    const app = develop({ directory, start });
    const [started] = await app.until('started');
    // Longer than dev listens for the last words of a shell that has ended.
    await pause(700);
    expect(await (await fetch(started?.url ?? '')).text()).toBe('here');
    await app.stop();
    expect(existsSync(join(directory, 'finished'))).toBe(true);
    await untilGone([Number(readFileSync(join(directory, 'log'), 'utf8'))]);
    expect(app.events.at(-1)?.type).toBe('ended');
  });

  it('but not if only something else is left of it', async () => {
    const start = `node -e "setInterval(() => {}, 1000)" > /dev/null 2>&1 & exit 3`;
    const app = develop({ directory: folderWithApp(), start });
    await expect(app.until('started')).rejects.toThrow(/^The app did not start \(exit code 3\)/);
  });
});
