import { resolve } from 'node:path';
import { shellPath } from '../../create/names.ts';
import type { Language, Mode, PackageManager, SiteOptions, Store } from '../../create/options.ts';
import { createCommand, plan } from '../../create/plan.ts';
import { surveyTarget, type Target, writeSite } from '../../create/write.ts';
import { Failure } from '../../failure.ts';
import type { Screen } from '../screen.ts';
import { completeOptions } from './complete.ts';
import type { CreateReport } from './report.ts';

/** What was typed. */
export interface CreateFlags {
  mode?: Mode;
  store?: Store;
  language?: Language;
  /** Short for a language. */
  ts?: true;
  js?: true;
  packageManager?: PackageManager;
  install: boolean;
  git: boolean;
  yes?: true;
  force?: true;
  dryRun?: true;
  json?: true;
}

/** What the command needs of the world around it. */
export interface Surroundings {
  screen: Screen;
  /** Aborts when the person interrupts. */
  signal: AbortSignal;
  /** The environment's `npm_config_user_agent`: which package manager started us. */
  userAgent: string | undefined;
}

/** Creates a site: asks for what is missing, writes, installs, commits, and says what to do next. */
export async function runCreate(
  typedDirectory: string | undefined,
  flags: CreateFlags,
  { screen, signal, userAgent }: Surroundings,
  report: CreateReport,
): Promise<void> {
  const ask = screen.interactive && !flags.yes && !flags.json;
  const force = flags.force ?? false;
  const person = ask ? screen : undefined;
  const options = await completeOptions(typedDirectory, flags, userAgent, person, signal);
  const directory = resolve(options.directory);
  Object.assign(report, { directory, options });

  const files = plan(options);
  report.files = files.map(({ path, contents }) => ({ path, size: Buffer.byteLength(contents) }));
  const target = surveyTarget(directory, files, force);
  if (target.replaced.length > 0) tellReplaced(directory, target, flags, screen);
  if (flags.dryRun) {
    if (!flags.json) listFiles(report, screen);
    return;
  }

  if (ask && target.replaced.length > 0) await askToReplace(target, signal);
  writeSite(directory, files, force);
  const { good, strong } = screen.paint;
  screen.say(
    `${good('Created')} ${strong(options.directory)}: ${files.length} files, ${options.mode} mode, ${options.store} store, ${options.language}.`,
  );

  const failure = flags.install ? await installInto(directory, options, screen, signal) : undefined;
  if (flags.git) await commit(directory, target, screen, signal);
  if (failure) throw failure;
  sayWhatIsNext(options, flags, screen);
}

function listFiles({ files, directory }: CreateReport, screen: Screen): void {
  for (const { path, size } of files) screen.data(`${String(size).padStart(7)}  ${path}`);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  screen.say(
    `${files.length} files, ${total} bytes would go to ${directory}. Nothing was written.`,
  );
}

/** On a terminal, more would push the question off the screen. */
const MOST_REPLACED = 12;

function tellReplaced(
  directory: string,
  { replaced }: Target,
  { dryRun }: CreateFlags,
  screen: Screen,
): void {
  const most = screen.interactive && !dryRun ? MOST_REPLACED : replaced.length;
  screen.say(`These files in ${directory} will be replaced:`);
  for (const path of replaced.slice(0, most)) screen.say(`  ${path}`);
  const more = replaced.length - most;
  if (more > 0) screen.say(`  … and ${more} more (--dry-run lists them all)`);
}

async function askToReplace({ replaced }: Target, signal: AbortSignal): Promise<void> {
  const { askConsent } = await import('./questions.ts');
  const what = replaced.length === 1 ? 'this file' : `these ${replaced.length} files`;
  if (!(await askConsent(`Replace ${what}?`, signal))) {
    throw new Failure('interrupted', 'Nothing was written.');
  }
}

/** Answers the failure, if the package manager failed: the site is there, and the rest goes on. */
async function installInto(
  directory: string,
  { packageManager }: Required<SiteOptions>,
  screen: Screen,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const { install } = await import('../../create/install.ts');
  const began = Date.now();
  try {
    await screen.during(`Installing with ${packageManager}`, () =>
      install(packageManager, directory, signal),
    );
  } catch (error) {
    if (error instanceof Failure && error.code === 'install-failed') return error;
    throw error;
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  screen.say(`${screen.paint.good('Installed')} the dependencies in ${seconds} s.`);
}

async function commit(
  directory: string,
  target: Target,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  // What else lies in the folder is not ours to commit.
  if (!target.free) return screen.say('No git commit: the folder holds other files as well.');
  const { initRepository } = await import('../../create/git.ts');
  const outcome = await initRepository(directory, signal);
  switch (outcome.state) {
    case 'committed':
      return screen.say(`${screen.paint.good('Committed')} everything to a new git repository.`);
    case 'inside-repository':
      return screen.say('No git commit: the site is inside a repository already.');
    case 'failed': {
      const end = outcome.reason.length > 1 ? '\n' : '. ';
      const reason = outcome.reason.join('\n  ');
      return screen.say(
        `${screen.paint.bad('No git commit')}: ${reason}${end}The site is not affected.`,
      );
    }
  }
}

function sayWhatIsNext(options: Required<SiteOptions>, flags: CreateFlags, screen: Screen): void {
  const { directory, packageManager, store } = options;
  const steps = [
    resolve(directory) === process.cwd() ? [] : `cd ${shellPath(directory)}`,
    flags.install ? [] : `${packageManager} install`,
    store === 'redis' ? 'docker compose up -d    # starts Redis, unless one is running' : [],
    `${packageManager} run test`,
    `${packageManager} run dev`,
  ].flat();
  screen.say('\nNext:');
  for (const step of steps) screen.say(`  ${screen.paint.command(step)}`);
  const leftOut = [flags.install ? [] : '--no-install', flags.git ? [] : '--no-git'].flat();
  const again = [createCommand(options), ...leftOut].join(' ');
  screen.say(`\nTo create the same without questions:\n  ${screen.paint.quiet(again)}`);
}
