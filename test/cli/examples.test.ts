import { cpSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { BIN, CLEAN_ENV, runCli } from '../support/cli.ts';
import { npmOnce } from '../support/npm-once.ts';
import { makeFolder, scratchFolder } from '../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { makeHashesCheap } from '../support/users.ts';

/** What goes on until somebody ends it: it is right where it has said something and then ends by Ctrl-C. */
const GOES_ON = /session-app (dev|inspect .*--watch)/;

const REDIS_URL = inject('redisUrl');

/** Signed with another secret than the site's. */
const COOKIE = `session=s%3A${'a'.repeat(32)}.${'b'.repeat(43)}\n`;

/** The examples in the help of the program, under both its names, and of every command. */
async function examplesInHelp(): Promise<Map<string, string[]>> {
  const cwd = resolve('.');
  const helpOf = async (bin: keyof typeof BIN, ...command: string[]) => {
    const { stdout } = await runCli([...command, '--help'], { bin, cwd });
    return stdout;
  };
  const root = await helpOf('session-app');
  const [, listed = ''] = /\nCommands:\n([\s\S]*?)\n\n/.exec(root) ?? [];
  const commands = [...listed.matchAll(/^ {2}(?!help)([a-z]+)/gm)].map(([, name = '']) => name);
  const helps = new Map([
    ['session-app', root],
    ['create-session-app', await helpOf('create-session-app')],
  ]);
  for (const name of commands) helps.set(`session-app ${name}`, await helpOf('session-app', name));
  const examples = (help: string) =>
    [...help.matchAll(/^ {2}\$ (.+)$/gm)].map(([, line = '']) => line);
  return new Map([...helps].map(([name, help]) => [name, examples(help)]));
}

const examples = await examplesInHelp();
const bin = makeFolder();
let site: InstalledSite;

beforeAll(async () => {
  for (const [name, file] of Object.entries(BIN)) {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${file}" "$@"\n`, {
      mode: 0o755,
    });
  }
  // One in TypeScript starts in twice the time, and some examples start it five times.
  site = await borrowSite('authenticated', 'file', 'javascript');
  makeHashesCheap(site);
});
afterAll(async () => {
  rmSync(bin, { recursive: true });
  await site?.remove();
});

/** A session of a site, under the name that the examples give it. */
function storeSession(site: string): void {
  const expires = new Date(Date.now() + 3_600_000);
  const path = join(site, '.sessions', `3f9a1c77${'0'.repeat(56)}`, 'record');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ cookie: { expires }, user_name: 'alice' }));
  utimesSync(path, expires, expires);
}

/** A folder with all that the examples speak of: sites in `./my-app` and `./other`, a session, a cookie, and a site that runs. */
async function surroundings(example: string): Promise<{ cwd: string; line: string }> {
  const cwd = scratchFolder();
  // The package comes from this checkout, and not from the registry.
  const line = example.replace(/^npx /, '').replace('redis://127.0.0.1:6379', REDIS_URL);
  if (line.includes('inspect 3f9a1c77')) {
    cpSync(join(site.directory, 'package.json'), join(cwd, 'package.json'));
    storeSession(cwd);
  }
  if (line.includes('cookie.txt')) writeFileSync(join(cwd, 'cookie.txt'), COOKIE);
  if (line.includes('./my-app')) symlinkSync(site.directory, join(cwd, 'my-app'));
  if (line.includes('./other')) {
    mkdirSync(join(cwd, 'other'));
    cpSync('test/apps/app.cjs', join(cwd, 'other/app.cjs'));
    symlinkSync(resolve('node_modules'), join(cwd, 'other/node_modules'));
    writeFileSync(join(cwd, 'other/server.js'), "require('./app.cjs').startApp({});\n");
  }
  if (!line.includes('http://127.0.0.1:3000')) return { cwd, line };
  const running = await site.start('start', { SESSION_DIR: join(cwd, '.sessions') });
  onTestFinished(async () => {
    await running.stop();
  });
  return { cwd, line: line.replace('http://127.0.0.1:3000', running.url) };
}

/** The shell that an example is for: every one reads the examples alike, but for those that tell it what to complete. */
function shellFor(line: string): [string, ...string[]] {
  if (line.includes('completion zsh'))
    return ['zsh', '-fc', `autoload -Uz compinit; compinit -u; ${line}`];
  if (line.includes('completion fish')) return ['fish', '--no-config', '-c', line];
  return ['bash', '-c', line];
}

async function run(example: string) {
  const { cwd, line } = await surroundings(example);
  const [shell, ...args] = shellFor(line);
  const child = execa(shell, args, {
    cwd,
    env: {
      ...CLEAN_ENV,
      PATH: [bin, npmOnce(), CLEAN_ENV.PATH].join(delimiter),
      PORT: '0',
      REDIS_URL,
      npm_config_prefer_offline: 'true',
    },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
  });
  if (GOES_ON.test(example)) child.all.once('data', () => child.kill('SIGINT'));
  const { exitCode, code, all } = await child;
  return { exitCode, code, all };
}

describe('the examples in the help', () => {
  it.each([...examples.keys()])('of %s are there', (name) => {
    expect(examples.get(name)).not.toEqual([]);
  });

  it.for([...new Set([...examples.values()].flat())])('%s', async (example, { skip }) => {
    if (example.includes('redis')) skip(!REDIS_URL, 'it needs Redis');
    const { exitCode, code, all } = await run(example);
    if (/completion (zsh|fish)/.test(example)) skip(code === 'ENOENT', 'its shell is not here');
    expect({ exitCode, all: exitCode === 0 ? '' : all }).toEqual({ exitCode: 0, all: '' });
  });
});
