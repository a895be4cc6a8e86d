import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { errorCode, Failure } from '../../failure.ts';
import type { EndEvent, RunEvent, StepEvent } from '../../harness/events.ts';
import type { Flow } from '../../harness/flow.ts';
import { parseFlow } from '../../harness/flow-file.ts';
import { FLOWS } from '../../harness/flows.ts';
import { REDIS_URL } from '../../harness/locate.ts';
import type { StorePlace } from '../../harness/site.ts';
import { wrap } from '../../report/lines.ts';
import { reportFor } from '../../report/reports.ts';
import { areAlike, differenceLines, endLine, startLine } from '../../report/run-text.ts';
import { type Detail, stepLines } from '../../report/step-text.ts';
import { type SimulateOptions, simulate } from '../../simulate.ts';
import type { SimulateFlags } from '../flags/simulate.ts';
import type { Screen } from '../screen.ts';

/** What the command needs of the world around it. */
interface Surroundings {
  screen: Screen;
  /** Aborts when the person interrupts. */
  signal: AbortSignal;
  stdin: NodeJS.ReadableStream;
  env: NodeJS.ProcessEnv;
}

/**
 * Goes through a site as a visitor, and shows what happens.
 *
 * @throws Failure `check-failed` where something that must hold did not
 */
export async function runSimulate(
  directory: string | undefined,
  flags: SimulateFlags,
  surroundings: Surroundings,
): Promise<void> {
  const { screen } = surroundings;
  if (flags.list) return listFlows(flags, screen);
  const options = await optionsOf(directory, flags, surroundings);
  const reports = flags.report.map(reportAt);
  const events: RunEvent[] = [];
  const tell = flags.json ? tellAsJson(screen) : tellAsText(flags, screen);
  try {
    for await (const event of simulate(options)) {
      events.push(event);
      tell(event);
    }
  } finally {
    // What was seen before the app crashed may tell why.
    if (events.length > 0) await writeReports(reports, events, screen);
  }
  const end = events.at(-1);
  if (end?.type === 'end' && !end.passed) {
    throw new Failure('check-failed', failedText(end));
  }
}

function failedText({ checks }: EndEvent): string {
  return `${checks.failed} of ${checks.passed + checks.failed} checks failed.`;
}

interface Report {
  path: string;
  render: ReturnType<typeof reportFor>;
}

function reportAt(path: string): Report {
  if (!existsSync(dirname(path))) throw cannotWrite(path, 'there is no such folder');
  return { path, render: reportFor(path) };
}

function cannotWrite(path: string, why: string): Failure {
  return new Failure(
    'cannot-write',
    `The report ${path} cannot be written: ${why}. Choose another place.`,
  );
}

async function writeReports(
  reports: readonly Report[],
  events: readonly RunEvent[],
  screen: Screen,
): Promise<void> {
  for (const { path, render } of reports) {
    const text = await render(events);
    try {
      writeFileSync(path, text);
    } catch (error) {
      throw cannotWrite(path, `the system refused (${errorCode(error)})`);
    }
    screen.say(`${screen.paint.good('Wrote')} ${path}`);
  }
}

function listFlows({ json }: SimulateFlags, screen: Screen): void {
  if (json) {
    for (const { name, about } of FLOWS) screen.data(JSON.stringify({ v: 1, name, about }));
    return;
  }
  const width = Math.max(...FLOWS.map(({ name }) => name.length)) + 2;
  for (const { name, about } of FLOWS) {
    const [first = '', ...rest] = wrap(about, screen.width - width);
    screen.data(screen.dataPaint.strong(name.padEnd(width)) + first);
    for (const line of rest) screen.data(' '.repeat(width) + line);
  }
}

async function optionsOf(
  directory: string | undefined,
  flags: SimulateFlags,
  { signal, stdin, env }: Surroundings,
): Promise<SimulateOptions> {
  const { mode, store, start, url, instances, user, follow, timeout } = flags;
  if (url !== undefined && (directory !== undefined || start !== undefined)) {
    throw new Failure(
      'usage',
      'A site that runs already (--url) is not started: leave the folder and --start out.',
    );
  }
  const storePlace = placeOf(flags, env);
  return {
    ...(directory !== undefined && { directory }),
    ...(start !== undefined && { start }),
    ...(url !== undefined && { url: checkedUrl(url) }),
    ...(mode && { mode }),
    ...(store && { store }),
    flows: flags.flow.map(flowNamed),
    follow,
    ...(instances !== undefined && { instances }),
    ...(user !== undefined && { user }),
    ...(flags.passwordStdin && { password: firstLine(await readAll(stdin)) }),
    useOwnStore: flags.useOwnStore ?? false,
    ...(storePlace && { storePlace }),
    reveal: flags.reveal ?? false,
    timeout,
    signal,
  };
}

function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new Failure(
    'usage',
    `${url} is no address of a site. It looks like http://127.0.0.1:3000.`,
  );
}

/** Where somebody said that the sessions are. */
function placeOf(
  { dir, redis, prefix, url }: SimulateFlags,
  env: NodeJS.ProcessEnv,
): StorePlace | undefined {
  if (dir !== undefined && (redis !== undefined || prefix !== undefined)) {
    throw new Failure(
      'usage',
      'The sessions are in files (--dir) or in Redis (--redis, --prefix), not in both.',
    );
  }
  if (dir !== undefined) return { kind: 'file', directory: resolve(dir) };
  const namesRedis =
    redis !== undefined || prefix !== undefined || (url !== undefined && env.REDIS_URL);
  if (!namesRedis) return undefined;
  return { kind: 'redis', url: redis ?? (env.REDIS_URL || REDIS_URL), prefix: prefix ?? 'sess:' };
}

/** A built-in flow by its name, or one of a file. */
function flowNamed(name: string): string | Flow {
  if (!name.endsWith('.json')) return name;
  try {
    return parseFlow(readFileSync(name, 'utf8'), name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new Failure('usage', `There is no file ${name}.`);
    throw error;
  }
}

function firstLine(text: string): string {
  return text.split(/\r?\n/)[0] ?? '';
}

function tellAsJson(screen: Screen): (event: RunEvent) => void {
  return (event) => screen.data(JSON.stringify(event));
}

function tellAsText(flags: SimulateFlags, screen: Screen): (event: RunEvent) => void {
  const { width, dataPaint: paint } = screen;
  const detail: Detail = { headers: flags.verbose >= 1, bodies: flags.verbose >= 2 };
  const print = (lines: readonly string[]) => {
    for (const line of lines) screen.data(line);
  };
  // Of steps that are alike, the last is told, with their number.
  let waiting: StepEvent[] = [];
  const tellWaiting = () => {
    const [step] = waiting;
    if (step) print(['', ...stepLines(step, { width, paint, detail, times: waiting.length })]);
    waiting = [];
  };
  return (event) => {
    switch (event.type) {
      case 'start':
        return print([startLine(event, paint)]);
      case 'step': {
        const [before] = waiting;
        if (before && !areAlike(before, event)) tellWaiting();
        waiting.push(event);
        return;
      }
      case 'end':
        tellWaiting();
        return print(['', endLine(event, paint), ...differenceLines(event, paint)]);
    }
  };
}
