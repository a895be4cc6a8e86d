import { create } from '../../create/create.ts';
import type { Language, Mode, SiteOptions, Store } from '../../create/options.ts';
import { PRIVATE } from '../../create/record.ts';
import type { Target } from '../../create/writing/write.ts';
import { Failure } from '../../failure.ts';
import { quoted } from '../../printed.ts';
import type { PackageManager } from '../../project/package-manager.ts';
import { duration } from '../../quantities.ts';
import type { Surroundings } from '../command.ts';
import { endingOf } from '../exit.ts';
import type { Screen } from '../screen.ts';
import { completeOptions } from './complete.ts';
import { type CreateReport, emptyCreateReport } from './create-json.ts';
import { nextLines } from './next.ts';

/** The options, as typed. */
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
  contents?: true;
  json?: true;
}

/** Creates a site: asks for missing options, writes, installs, commits, and says what to do next. */
export async function runCreate(
  typedDirectory: string | undefined,
  flags: CreateFlags,
  surroundings: Surroundings,
): Promise<void> {
  const report = emptyCreateReport();
  try {
    await createSite(typedDirectory, flags, surroundings, report);
    report.success = true;
  } catch (error) {
    const { failure } = endingOf(error);
    report.error = failure ? { code: failure.code, message: failure.message } : null;
    throw error;
  } finally {
    if (flags.json) surroundings.screen.json(report, 2);
  }
}

async function createSite(
  typedDirectory: string | undefined,
  flags: CreateFlags,
  { screen, signal, env }: Surroundings,
  report: CreateReport,
): Promise<void> {
  if (flags.contents && !(flags.dryRun && flags.json)) {
    throw new Failure(
      'usage',
      '--contents goes with --dry-run and --json. Add both, or leave it out.',
    );
  }
  const ask = screen.interactive && !flags.yes && !flags.json;
  const { npm_config_user_agent: userAgent } = env;
  const person = ask ? screen : undefined;
  const options = await completeOptions(typedDirectory, flags, userAgent, person, signal);
  const { directory, files, target } = await create({
    ...options,
    force: flags.force ?? false,
    dryRun: flags.dryRun ?? false,
    beforeWriting: async ({ directory, files, target }) => {
      const listed = files.map(({ path, contents }) => ({
        path,
        size: Buffer.byteLength(contents),
        ...(flags.contents && !PRIVATE.has(path) && { contents }),
      }));
      Object.assign(report, { directory, options, files: listed });
      if (target.replaced.length === 0) return;
      tellReplaced(directory, target, flags, screen);
      if (ask && !flags.dryRun) await askToReplace(target, screen, signal);
    },
  });
  if (flags.dryRun) {
    if (!flags.json) listFiles(report, screen);
    return;
  }
  const { good, strong } = screen.paint;
  screen.say(
    `${good('Created')} ${strong(options.directory)}: ${files.length} files, ${options.mode} mode, ${options.store} store, ${options.language}.`,
  );

  const failure = flags.install ? await installInto(directory, options, screen, signal) : undefined;
  if (flags.git) await commit(directory, target, screen, signal);
  if (failure) throw failure;
  screen.say(nextLines(options, flags, screen.paint));
}

function listFiles({ files, directory }: CreateReport, screen: Screen): void {
  for (const { path, size } of files) screen.data(`${String(size).padStart(7)}  ${path}`);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  screen.say(
    `${files.length} files, ${total} bytes would go to ${directory}. Nothing was written.`,
  );
}

/** On a terminal, a longer list would push the question off the screen. */
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

async function askToReplace(
  { replaced }: Target,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const { askConsent } = await import('./questions.ts');
  const what = replaced.length === 1 ? 'this file' : `these ${replaced.length} files`;
  if (!(await askConsent(`Replace ${what}?`, screen, signal))) {
    throw new Failure('interrupted', 'Nothing was written.');
  }
}

/** Returns the failure, if the package manager failed: the site is there, and the command continues. */
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
  screen.say(
    `${screen.paint.good('Installed')} the dependencies in ${duration(Date.now() - began)}.`,
  );
}

async function commit(
  directory: string,
  target: Target,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  // Other files in the folder are not ours to commit.
  if (!target.free) return screen.say('No git commit: the folder holds other files as well.');
  const { initRepository } = await import('../../create/git.ts');
  const outcome = await initRepository(directory, signal);
  const failed = screen.paint.bad('No git commit');
  switch (outcome.state) {
    case 'committed':
      return screen.say(`${screen.paint.good('Committed')} everything to a new git repository.`);
    case 'inside-repository':
      return screen.say('No git commit: the site is inside a repository already.');
    case 'author-unknown':
      return screen.say([
        `${failed}: git does not know who you are. Say so, then commit:`,
        ...outcome.commands.map((command) => `  ${screen.paint.command(command)}`),
        'The site is not affected.',
      ]);
    case 'failed': {
      const [reason = '', ...more] = outcome.reason;
      if (more.length === 0) return screen.say(`${failed}: ${reason}. The site is not affected.`);
      return screen.say([
        `${failed}. The site is not affected. Git said:`,
        ...quoted(outcome.reason),
      ]);
    }
  }
}
