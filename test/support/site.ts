import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, rm, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { create } from '../../src/create/create.ts';
import type { Language, Mode, Store } from '../../src/create/options.ts';
import { npmOnce } from './npm-once.ts';
import { makeFolder } from './scratch.ts';
import { sharedFolder } from './shared-folder.ts';

/** A generated site, with its dependencies installed. */
export interface InstalledSite {
  directory: string;
  mode: Mode;
  store: Store;
  language: Language;
  /** The code that `npm run start` runs: a folder, relative to the site. */
  code: 'dist' | 'src';
  /** Runs one of its scripts to the end; throws with all that it printed where it fails. */
  runScript(name: string, env?: Record<string, string>): Promise<string>;
  /** Starts it as `npm run NAME` does, and waits until it listens. */
  start(script: 'dev' | 'start', env?: Record<string, string>): Promise<RunningSite>;
  remove(): Promise<void>;
}

export interface RunningSite {
  url: string;
  process: ChildProcess;
  /** All that it has printed so far. */
  output(): string;
  /** Asks it to stop, and answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Generates a site whose dependencies come from the registry: installed once for all sites that have the same ones. */
export async function installSite(
  mode: Mode,
  store: Store,
  language: Language = 'typescript',
): Promise<InstalledSite> {
  const site = await generateSite(mode, store, language);
  await execa('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: site.directory,
    env: { PATH: [npmOnce(), process.env.PATH].join(delimiter) },
  });
  return site;
}

/** Generates a site that borrows this project's own dependencies, and builds it: quicker, and as real when it runs. */
export async function borrowSite(
  mode: Mode,
  store: Store,
  language: Language = 'typescript',
): Promise<InstalledSite> {
  const site = await generateSite(mode, store, language);
  await symlink(
    fileURLToPath(new URL('../../node_modules', import.meta.url)),
    join(site.directory, 'node_modules'),
  );
  if (language === 'javascript') return site;
  const dist = join(site.directory, 'dist');
  const built = await sharedFolder(`built-${mode}-${store}`, async (folder) => {
    const [program, ...args] = commandOf(site.directory, 'build');
    await execa(program, args, { cwd: site.directory });
    await cp(dist, folder, { recursive: true });
  });
  await cp(built, dist, { recursive: true });
  return site;
}

async function generateSite(mode: Mode, store: Store, language: Language): Promise<InstalledSite> {
  const directory = join(makeFolder(), 'my-app');
  await create({ directory, mode, store, language });
  return {
    directory,
    mode,
    store,
    language,
    code: language === 'typescript' ? 'dist' : 'src',
    runScript: async (name, env = {}) => {
      const { all } = await execa('npm', ['run', name], { cwd: directory, env, all: true });
      return all;
    },
    start: (script, env = {}) => startSite(directory, commandOf(directory, script), env),
    remove: () => rm(join(directory, '..'), { recursive: true, force: true }),
  };
}

/**
 * What a script of the site's runs, without npm in between: signals reach the process itself, and npm takes longer to
 * start than most of what it starts.
 */
export function commandOf(directory: string, script: string): [program: string, ...string[]] {
  const { scripts } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const [program = '', ...args]: string[] = scripts[script].split(' ');
  return [
    program === 'node' ? process.execPath : join(directory, 'node_modules/.bin', program),
    ...args,
  ];
}

async function startSite(
  cwd: string,
  [program, ...args]: readonly [string, ...string[]],
  env: Record<string, string>,
): Promise<RunningSite> {
  const child = spawn(program, args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      // Most tests sign in without an account, over plain HTTP.
      NODE_ENV: 'development',
      // The tests' crowds of visitors all come from one address.
      SIGN_IN_FAILURES: '1000',
      NEW_SESSIONS: '1000000',
      // Nothing that hands requests out has to hear that it stops.
      STOP_DELAY: '0s',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { url, output } = await untilItListens(child);
  return {
    url,
    process: child,
    output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'exit');
      }
      return child.exitCode;
    },
  };
}

/** Waits until a process says where its site is; `output` answers all that it has printed so far. */
export async function untilItListens(
  child: ChildProcess,
): Promise<Pick<RunningSite, 'url' | 'output'>> {
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const address = /\bat:? (http:\S+)\s/.exec(output)?.[1];
      if (address) resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('exit', (code) => reject(new Error(`The site ended with ${code}:\n${output}`)));
  });
  return { url, output: () => output };
}
