import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { makeScratch } from '../src/site/scratch.ts';
import { freePort } from '../test/support/redis.ts';
import { type Benchmark, type Pair, type Run, sizesOf } from './benchmark.ts';
import { commandOf } from './rivals.ts';
import { measureInTurns, type Numbers } from './rounds.ts';

const SIZES = { full: { rounds: 3 }, quick: { rounds: 1 } };

/** The longest wait for one page. */
const PATIENCE_MS = 60_000;

/** A project, with the commands that its creator prints at the end. */
interface Project {
  create(packages: string): string[];
  /** Whether the packages are installed when it is created. */
  installs?: true;
  start(port: number): string[];
}

const PROJECTS: Readonly<Record<string, Project>> = {
  'create-session-app': {
    create: () => [resolve('bin/create-session-app.js'), 'app', '--yes', '--no-git'],
    installs: true,
    start: () => ['run', 'dev'],
  },
  'express-generator': {
    create: (packages) => [commandOf(packages, 'express-generator'), 'app', '--view=ejs'],
    start: () => ['start'],
  },
  'create-vite': {
    create: (packages) => [
      ...[commandOf(packages, 'create-vite'), 'app', '--template', 'vanilla-ts'],
      ...['--no-interactive', '--no-immediate'],
    ],
    start: (port) => ['run', 'dev', '--', '--host', '127.0.0.1', '--port', String(port)],
  },
};

export const firstPage: Benchmark = {
  name: 'first-page',
  shows:
    "From the command that creates a project to the first page that its development server answers, with the packages installed by npm in between, all of which npm's cache holds. Without a repository, as the others make none.",
  async run(run) {
    const { rounds } = sizesOf(run, SIZES);
    const [ours = '', ...others] = Object.keys(PROJECTS);
    const subjects = Object.entries(PROJECTS).map(([name, project]) => ({
      name,
      measure: () => measure(run, name, project),
    }));
    const results = await measureInTurns(subjects, rounds);
    return [{ pairs: others.map((other): Pair => [ours, other]), results }];
  },
};

async function measure(
  { packages }: Run,
  name: string,
  { create, installs, start }: Project,
): Promise<Numbers> {
  const scratch = makeScratch();
  const port = await freePort();
  const env = {
    PORT: String(port),
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  const began = performance.now();
  await execa(process.execPath, create(packages), { cwd: scratch.path, env, stdin: 'ignore' });
  const cwd = join(scratch.path, 'app');
  if (!installs) await execa('npm', ['install'], { cwd, env });
  // In its own process group, so that all of it can be ended: npm starts a shell, which starts the server.
  const server = spawn('npm', start(port), {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'ignore',
    detached: true,
  });
  const kill = () => process.kill(-(server.pid ?? 0), 'SIGKILL');
  process.once('exit', kill);
  try {
    await untilAnswered(`http://127.0.0.1:${port}/`, name);
    return { 'wall s': (performance.now() - began) / 1000 };
  } finally {
    process.off('exit', kill);
    await untilGone(kill);
    scratch.remove();
  }
}

/** Ends processes until none is left: one that still writes would keep the folder from being removed. */
async function untilGone(kill: () => void): Promise<void> {
  try {
    for (;;) {
      kill();
      await pause(10);
    }
  } catch {
    // No process is left.
  }
}

async function untilAnswered(url: string, name: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const answered = await fetch(url).then(
      async (response) => response.ok && (await response.text()) !== '',
      () => false,
    );
    if (answered) return;
    await pause(10);
  }
  throw new Error(`What ${name} made answered no page.`);
}
