import { missingPackages } from '../../create/missing-packages.ts';
import type { TestOutcome, UpdateReport } from '../../events/update.ts';
import { Failure } from '../../failure.ts';
import { quoted } from '../../printed.ts';
import { count, duration } from '../../quantities.ts';
import { missingFixes } from '../../update/check.ts';
import { runTests } from '../../update/run-tests.ts';
import { type UpdatedSite, update } from '../../update/update.ts';
import type { Surroundings } from '../command.ts';
import { endingOf } from '../exit.ts';
import type { Screen } from '../screen.ts';
import type { UpdateFlags } from './command.ts';
import { changeLines, conflictsOf, diffLines, fileLines, filesText, fromTo } from './lines.ts';
import { emptyUpdateReport } from './update-json.ts';

/**
 * The command that undoes an update, typed in the site's folder. It leaves alone what is not committed elsewhere in the
 * repository. After --force, it would also undo earlier uncommitted changes.
 */
const TAKE_BACK = 'git stash push --include-untracked -- .';

/** Updates a site: merges, writes, installs, tests, and says what has changed and why. */
export async function runUpdate(
  directory: string | undefined,
  flags: UpdateFlags,
  surroundings: Surroundings,
): Promise<void> {
  checkFlags(flags);
  const report = emptyUpdateReport();
  try {
    if (flags.check) checkSite(directory, flags, surroundings.screen, report);
    else await updateSite(directory, flags, surroundings, report);
    report.success = true;
  } catch (error) {
    const { failure } = endingOf(error);
    report.error = failure ? { code: failure.code, message: failure.message } : null;
    throw error;
  } finally {
    if (flags.json) surroundings.screen.json(report, 2);
  }
}

/** @throws Failure `usage` if two options contradict each other */
function checkFlags({ check, dryRun, mode, store, from, force }: UpdateFlags): void {
  const typed = {
    '--dry-run': dryRun,
    '--mode': mode,
    '--store': store,
    '--from': from,
    '--force': force,
  };
  const [other] = Object.entries(typed).flatMap(([name, value]) => (value ? name : []));
  if (check && other) {
    throw new Failure(
      'usage',
      `--check changes nothing, so that ${other} means nothing to it. Leave one of them out.`,
    );
  }
}

function checkSite(
  directory: string | undefined,
  { json }: UpdateFlags,
  screen: Screen,
  report: UpdateReport,
): void {
  const { changes, ...site } = missingFixes(directory ?? '.');
  Object.assign(report, { ...site, changes });
  const { from, to } = site;
  if (changes.length === 0) {
    if (!json) screen.data(`No security fix of version ${to.version} or before is missing.`);
    return;
  }
  const text = `${count(changes.length, 'security fix', 'security fixes')} missing since version ${from.version}.`;
  if (!json) screen.data([...changeLines(changes, screen.dataPaint), text]);
  throw new Failure('check-failed', [
    text,
    'To bring the site up to date:',
    '  npx create-session-app@latest update',
  ]);
}

async function updateSite(
  directory: string | undefined,
  flags: UpdateFlags,
  { screen, signal }: Surroundings,
  report: UpdateReport,
): Promise<void> {
  const { mode, store, from } = flags;
  const site = await update({
    ...(directory !== undefined && { directory }),
    ...(mode && { mode }),
    ...(store && { store }),
    ...(from !== undefined && { from }),
    force: flags.force ?? false,
    dryRun: flags.dryRun ?? false,
    signal,
  });
  const { upToDate, diff = null, ...rest } = site;
  Object.assign(report, { ...rest, diff });
  if (upToDate) {
    const more = ' A newer version may be there: npx create-session-app@latest update';
    screen.say(`${site.directory} is up to date with version ${site.to.version}.${more}`);
    return;
  }
  if (!flags.json) tell(site, flags, screen);
  if (flags.dryRun) return;
  const conflicts = conflictsOf(site.files);
  const { packageManager } = site.to.options;
  if (conflicts > 0) {
    throw new Failure('check-failed', [
      `${count(conflicts, 'file')} in conflict: both you and the new version have changed the same. Look for <<<<<<< in them, decide, and then:`,
      `  ${packageManager} install && ${packageManager} test`,
      ...(flags.force ? [] : ['Or, to take it all back:', `  ${TAKE_BACK}`]),
    ]);
  }
  report.tests = await finish(site, flags, screen, signal);
  if (!flags.json && !flags.force) tellHowToGoOn(screen);
}

function tell(site: UpdatedSite, { dryRun }: UpdateFlags, screen: Screen): void {
  const { files, changes, settings, from, to, diff } = site;
  const paint = screen.dataPaint;
  const way = fromTo(from, to);
  if (diff !== undefined) screen.data(diffLines(diff, paint));
  screen.say(
    dryRun
      ? `${site.directory} ${way}: ${filesText(files)} would change. Nothing was written.`
      : `${screen.paint.good('Updated')} ${site.directory} ${way}: ${filesText(files)} changed.`,
  );
  screen.data(fileLines(files, paint));
  if (changes.length > 0) screen.data(['', 'Why:', ...changeLines(changes, paint)]);
  if (settings.length > 0) {
    screen.data(['', 'Lines that your .env may need, which no update touches:']);
    screen.data(settings.map((line) => `  ${line}`));
  }
  if (from.options.store !== to.options.store) {
    screen.data(['', 'Old sessions are not moved: everybody must sign in again.']);
  }
}

/** Installs new packages, and runs the tests. @throws Failure `install-failed`, `check-failed` */
async function finish(
  { directory, to, files }: UpdatedSite,
  flags: UpdateFlags,
  screen: Screen,
  signal: AbortSignal,
): Promise<TestOutcome> {
  const { packageManager } = to.options;
  const isNew =
    files.some(({ path }) => path === 'package.json') || missingPackages(directory).length > 0;
  if (flags.install && isNew) {
    const { install } = await import('../../create/install.ts');
    await screen.during(`Installing with ${packageManager}`, () =>
      install(packageManager, directory, signal),
    );
  }
  if (!flags.test) return 'skipped';
  // The tests do not need this package.
  const missing = missingPackages(directory).filter((name) => name !== 'create-session-app');
  if (missing.length > 0) {
    const more = missing.length > 1 ? ` and ${count(missing.length - 1, 'more package')}` : '';
    screen.say([
      `The site's tests did not run: ${missing[0]}${more} not installed. To install and test:`,
      `  ${packageManager} install && ${packageManager} test`,
    ]);
    return 'skipped';
  }
  const began = Date.now();
  const { passed, lines } = await screen.during("Running the site's tests", () =>
    runTests(packageManager, directory, signal),
  );
  if (passed) {
    screen.say(
      `The site's tests ${screen.paint.good('passed')} in ${duration(Date.now() - began)}.`,
    );
    return 'passed';
  }
  if (!flags.json) screen.data(quoted(lines));
  throw new Failure('check-failed', [
    `The site's tests failed after the update. Run "${packageManager} test" to see why.`,
    ...(to.options.store === 'redis'
      ? ['They need Redis, at REDIS_URL. To start one: docker compose up -d']
      : []),
  ]);
}

function tellHowToGoOn(screen: Screen): void {
  const { command } = screen.paint;
  screen.say([
    '',
    `To look at it:     ${command('git diff')}`,
    `To take it back:   ${command(TAKE_BACK)}`,
  ]);
}
