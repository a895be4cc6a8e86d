import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CLEAN_ENV } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';
import { untilItListens } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

const README = readFileSync('README.md', 'utf8');

it('the README’s first line makes a site in a fresh checkout, and starts it', async () => {
  const line = README.split('\n').find((text) => text.startsWith('npm ci && npm run build')) ?? '';
  expect(line).toContain('npm run dev');

  const checkout = scratchFolder();
  const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0');
  for (const path of tracked.filter((name) => name && existsSync(name))) {
    cpSync(path, join(checkout, path));
  }

  // A process group of its own, so that all that the line starts can be ended.
  const shell = spawn('sh', ['-c', line], {
    cwd: checkout,
    env: { ...CLEAN_ENV, PORT: '0', npm_config_prefer_offline: 'true' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    if (shell.pid === undefined || shell.exitCode !== null) return;
    process.kill(-shell.pid, 'SIGTERM');
    await once(shell, 'exit');
  });
  const { url } = await untilItListens(shell);
  expect((await new Visitor(url).get('/')).body).toContain('You are at the home page!!');
});

it('the README’s table names every option that --help does', () => {
  const help = execFileSync(process.execPath, ['bin/create-session-app.js', '--help'], {
    encoding: 'utf8',
  });
  const options = help.match(/--(?!version|help)[a-z-]+(?=[ ,])/g) ?? [];
  expect(options.length).toBeGreaterThan(8);
  for (const option of options) expect(README).toContain(`${option}`);
});
