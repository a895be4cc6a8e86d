import { resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { create } from '../../scaffold/create.ts';
import { shellWord } from '../../scaffold/names.ts';
import {
  choicesOf,
  MODE,
  type Mode,
  PACKAGE_MANAGER,
  type PackageManager,
  type SiteOptions,
  STORE,
  type Store,
  withDefaults,
} from '../../scaffold/options.ts';
import { createCommand, type PlannedFile, plan } from '../../scaffold/plan.ts';
import { surveyTarget } from '../../scaffold/write.ts';
import type { CreateReport } from '../report.ts';
import type { Screen } from '../screen.ts';

/** What was typed. */
export interface CreateFlags {
  mode?: Mode;
  store?: Store;
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
  const options = await complete(typedDirectory, flags, userAgent, ask);
  const directory = resolve(options.directory);
  Object.assign(report, { directory, options });

  const files = plan(options);
  report.files = files.map(({ path, contents }) => ({ path, size: Buffer.byteLength(contents) }));
  if (flags.dryRun) {
    if (!flags.json) listFiles(report, screen);
    return;
  }

  if (flags.force) await warnOfReplacing(directory, files, ask, screen);
  await create({ ...options, ...(flags.force && { force: true }) });
  const written = `${files.length} files, ${options.mode} mode, ${options.store} store`;
  screen.say(
    `${screen.paint.good('Created')} ${screen.paint.strong(options.directory)}: ${written}.`,
  );

  if (flags.install) await installInto(directory, options, screen, signal);
  if (flags.git) await commit(directory, screen, signal);
  sayWhatIsNext(options, flags, screen);
}

/** Fills in what was not typed: by asking, or by the defaults. */
async function complete(
  typedDirectory: string | undefined,
  flags: CreateFlags,
  userAgent: string | undefined,
  ask: boolean,
): Promise<Required<SiteOptions>> {
  const packageManager = flags.packageManager ?? packageManagerOf(userAgent);
  if (!ask) {
    if (!typedDirectory) {
      throw new Failure(
        'usage',
        'The directory for the site is missing. For example: npx create-session-app my-app --yes',
      );
    }
    return withDefaults({ ...flags, directory: typedDirectory, packageManager });
  }
  const { askChoice, askDirectory } = await import('../questions.ts');
  return {
    directory: typedDirectory ?? (await askDirectory()),
    mode: flags.mode ?? (await askChoice(MODE)),
    store: flags.store ?? (await askChoice(STORE)),
    packageManager,
  };
}

/** `npm/11.0.0 node/v22.0.0 …` → `npm`; a program we do not know counts as the default one. */
function packageManagerOf(userAgent = ''): PackageManager {
  const name = userAgent.split('/')[0];
  return choicesOf(PACKAGE_MANAGER).find((known) => known === name) ?? PACKAGE_MANAGER.default;
}

function listFiles({ files, directory }: CreateReport, screen: Screen): void {
  for (const { path, size } of files) screen.data(`${String(size).padStart(7)}  ${path}`);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  screen.say(
    `${files.length} files, ${total} bytes would go to ${directory}. Nothing was written.`,
  );
}

async function warnOfReplacing(
  directory: string,
  files: readonly PlannedFile[],
  ask: boolean,
  screen: Screen,
): Promise<void> {
  const { replaced } = surveyTarget(directory, files);
  if (replaced.length === 0) return;
  screen.say(`These files in ${directory} will be replaced:`);
  for (const path of replaced) screen.say(`  ${path}`);
  if (!ask) return;
  const { askConsent } = await import('../questions.ts');
  if (
    !(await askConsent(`Replace ${replaced.length} ${replaced.length === 1 ? 'file' : 'files'}?`))
  ) {
    throw new Failure('interrupted', 'Nothing was written.');
  }
}

async function installInto(
  directory: string,
  { packageManager }: Required<SiteOptions>,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const { install } = await import('../../scaffold/install.ts');
  const began = Date.now();
  await screen.during(`Installing with ${packageManager}`, () =>
    install(packageManager, directory, signal),
  );
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  screen.say(`${screen.paint.good('Installed')} the dependencies in ${seconds} s.`);
}

async function commit(directory: string, screen: Screen, signal: AbortSignal): Promise<void> {
  const { initRepository } = await import('../../scaffold/git.ts');
  const outcome = await initRepository(directory, signal);
  switch (outcome.state) {
    case 'committed':
      return screen.say(`${screen.paint.good('Committed')} all of it to a new git repository.`);
    case 'inside-repository':
      return screen.say('Left git alone: the site lies in a repository already.');
    case 'failed':
      return screen.say(
        `${screen.paint.bad('No first commit')}: ${outcome.reason}. The site is not affected.`,
      );
  }
}

function sayWhatIsNext(options: Required<SiteOptions>, flags: CreateFlags, screen: Screen): void {
  const { directory, packageManager, store } = options;
  const steps = [
    resolve(directory) === process.cwd() ? [] : `cd ${shellWord(directory)}`,
    flags.install ? [] : `${packageManager} install`,
    store === 'redis' ? 'docker compose up -d    # a Redis, unless one runs at REDIS_URL' : [],
    `${packageManager} run dev`,
  ].flat();
  screen.say('\nNext:');
  for (const step of steps) screen.say(`  ${screen.paint.command(step)}`);
  screen.say(
    `\nThe same again, without questions:\n  ${screen.paint.quiet(createCommand(options))}`,
  );
}
