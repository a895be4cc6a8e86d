import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CLEAN_ENV } from '../support/cli.ts';
import { npmOnce } from '../support/npm-once.ts';
import { scratchFolder } from '../support/scratch.ts';
import { untilItListens } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

const README = readFileSync('README.md', 'utf8');

it('the README’s first line makes a site beside a fresh checkout, and starts it', async () => {
  const line = README.split('\n').find((text) => text.startsWith('npm ci && npm run build')) ?? '';
  expect(line).toContain('npm run dev');

  const parent = scratchFolder();
  const checkout = join(parent, 'checkout');
  const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0');
  for (const path of tracked.filter((name) => name && existsSync(name))) {
    cpSync(path, join(checkout, path));
  }

  // A process group of its own, so that all that the line starts can be ended.
  const shell = spawn('sh', ['-c', line], {
    cwd: checkout,
    env: {
      ...CLEAN_ENV,
      PATH: [npmOnce(), CLEAN_ENV.PATH].join(delimiter),
      PORT: '0',
      npm_config_prefer_offline: 'true',
      // "npm ci" is what whoever runs the tests has done.
      INSTALLED: resolve('node_modules'),
    },
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
  expect(readdirSync(parent).sort()).toEqual(['checkout', 'my-app']);
  expect(existsSync(join(checkout, 'my-app'))).toBe(false);
});

it('the manual’s table names every option that --help does', () => {
  const manual = readFileSync('docs/create.md', 'utf8');
  const help = execFileSync(process.execPath, ['bin/create-session-app.js', '--help'], {
    encoding: 'utf8',
  });
  const options = help.match(/--(?!version|help)[a-z-]+(?=[ ,])/g) ?? [];
  expect(options.length).toBeGreaterThan(8);
  for (const option of options) expect(manual).toContain(option);
});
