import type { EndEvent, RunEvent, StartEvent } from '../../events/run.ts';
import { Failure } from '../../failure.ts';
import { FLOWS } from '../../flows/built-in/flows.ts';
import { holdsSecrets, optionOf, readNamedWay } from '../../flows/named-way.ts';
import { checkThatWayCanBeSaved, savedWay, saveWay } from '../../project/save-way.ts';
import { reportFor } from '../../reports/reports.ts';
import { simulate } from '../../simulate/simulate.ts';
import { wrap } from '../../terminal/columns.ts';
import type { Surroundings } from '../command.ts';
import { openPage } from '../open-page.ts';
import { reportAt, writeReports } from '../report-files.ts';
import type { Screen } from '../screen.ts';
import { checkOwnHost, flowNamed, missingFolderLines, siteOptionsOf } from '../site/options.ts';
import type { SimulateFlags } from './command.ts';
import { pageAmong } from './page-among.ts';
import { tellerFor } from './tell.ts';

/**
 * Visits a site, and shows what happens.
 *
 * @throws Failure `check-failed` if a check failed
 */
export async function runSimulate(
  directory: string | undefined,
  flags: SimulateFlags,
  surroundings: Surroundings,
): Promise<void> {
  const { screen, env } = surroundings;
  const { pace, reveal = false, explain = false } = flags;
  if (flags.list) return listFlows(flags, screen);
  checkLoadedHost(flags);
  const site = await siteOptionsOf(directory, flags, surroundings);
  if (isLoad(flags)) {
    const { showLoad } = await import('./load.ts');
    return showLoad(site, flags, screen);
  }
  if (flags.compare) {
    const { runCompare } = await import('./compare.ts');
    return runCompare(directory, flags.compare, flags, site, surroundings);
  }
  if (flags.save) checkThatItSaves(directory, flags);
  const flows = await Promise.all(flags.flow.map(flowNamed));
  const reports = flags.report.map((path) => reportAt(path, reportFor(path)));
  const shown = flags.open ? pageAmong(flags.report) : undefined;
  const events: RunEvent[] = [];
  const teller = tellerFor(directory, flags, screen);
  try {
    for await (const event of simulate({ ...site, flows, pace, reveal, explain })) {
      events.push(event);
      teller.tell(event);
      if (event.type === 'start') screen.say(missingFolderLines(flags));
      if (event.type === 'start' && flags.save) saveWayOf(event, directory ?? '.', screen);
    }
  } finally {
    // The steps before a crash may show why it happened.
    teller.close();
    if (events.length > 0) await writeReports(reports, (render) => render(events), screen);
    if (events.length > 0 && shown) await openPage(shown, env, screen);
  }
  const end = events.at(-1);
  if (end?.type === 'end' && !end.passed) {
    throw new Failure('check-failed', failedText(end));
  }
}

/** @throws Failure `usage` if a host is named, but this is no load test of an address */
function checkLoadedHost(flags: SimulateFlags): void {
  if (flags.iOwnThisHost !== undefined && !isLoad(flags)) {
    throw new Failure(
      'usage',
      '--i-own-this-host is for a load test, and everything else may be asked without it. Add --users, or leave it out.',
    );
  }
  checkOwnHost(flags);
}

/** @throws Failure `usage` if the app has no package.json, or a secret would be written to it */
function checkThatItSaves(directory: string | undefined, flags: SimulateFlags): void {
  const { start, url } = flags;
  if (url !== undefined || (directory === undefined && start === undefined)) {
    throw new Failure(
      'usage',
      'The way in is saved to the package.json of an app. Name its folder, or leave --save out.',
    );
  }
  const typed = readNamedWay(flags, optionOf);
  if (holdsSecrets({ ...savedWay(directory ?? '.'), ...typed })) {
    throw new Failure(
      'usage',
      'The way in has a password in it, and --save writes it to package.json. Write $password in its place, and give the password with --password-stdin.',
    );
  }
  checkThatWayCanBeSaved(directory ?? '.');
}

function saveWayOf({ site: { way = {} } }: StartEvent, directory: string, screen: Screen): void {
  const parts = Object.entries(way).flatMap(([name, part]) => (part ? [[name, part.is]] : []));
  if (parts.length === 0) return;
  saveWay(directory, Object.fromEntries(parts));
  screen.say(`${screen.paint.good('Wrote')} the way in to package.json, under "session-app".`);
}

function isLoad({ users, concurrency, duration }: SimulateFlags): boolean {
  return [users, concurrency, duration].some((value) => value !== undefined);
}

function failedText({ checks }: EndEvent): string {
  return `${checks.failed} of ${checks.passed + checks.failed} checks failed.`;
}

function listFlows({ json }: SimulateFlags, screen: Screen): void {
  if (json) {
    for (const { name, about } of FLOWS) screen.json({ v: 1, name, about });
    return;
  }
  const width = Math.max(...FLOWS.map(({ name }) => name.length)) + 2;
  for (const { name, about } of FLOWS) {
    const [first = '', ...rest] = wrap(about, screen.width - width);
    screen.data(screen.dataPaint.strong(name.padEnd(width)) + first);
    for (const line of rest) screen.data(' '.repeat(width) + line);
  }
}
