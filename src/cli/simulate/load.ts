import type { LoadEndEvent, LoadEvent } from '../../events/load.ts';
import { Failure } from '../../failure.ts';
import { type LoadOptions, load } from '../../load/load.ts';
import { loadLines, progressLine } from '../../terminal/load-text.ts';
import type { Screen } from '../screen.ts';
import { flowNamed, missingFolderLines } from '../site/options.ts';
import type { SimulateFlags } from './command.ts';

/**
 * Runs a load test with many visitors, and shows the result.
 *
 * @throws Failure `check-failed` if a check failed
 */
export async function showLoad(
  site: LoadOptions,
  flags: SimulateFlags,
  screen: Screen,
): Promise<void> {
  const options = { ...site, ...(await demandOf(flags)) };
  const tell = flags.json ? tellAsJson(screen) : tellAsText(screen);
  let end: LoadEndEvent | undefined;
  try {
    for await (const event of load(options)) {
      tell(event);
      if (event.type === 'start') screen.say(missingFolderLines(flags));
      if (event.type === 'end') end = event;
    }
  } finally {
    screen.progress(undefined);
  }
  if (end && !end.passed) throw new Failure('check-failed', 'Some responses were wrong.');
}

async function demandOf(flags: SimulateFlags): Promise<LoadOptions> {
  const { users, concurrency, duration, iOwnThisHost: ownHost } = flags;
  const [flow, ...others] = await Promise.all(flags.flow.map(flowNamed));
  if (others.length > 0 || flow === 'all') {
    throw new Failure('usage', 'A load test takes one flow. Name one only.');
  }
  const { report, pace, reveal, explain, compare, open, verbose, save } = flags;
  if (report.length > 0 || pace || reveal || explain || compare || open || verbose > 0 || save) {
    throw new Failure(
      'usage',
      'A load test does not show its steps. Leave --report, --pace, --explain, --compare, --reveal, --open, --verbose and --save out.',
    );
  }
  return {
    flow,
    users,
    concurrency,
    duration,
    ownHost,
  };
}

function tellAsJson(screen: Screen): (event: LoadEvent) => void {
  return (event) => screen.json(event);
}

function tellAsText(screen: Screen): (event: LoadEvent) => void {
  return (event) => {
    if (event.type === 'progress') screen.progress(progressLine(event));
    if (event.type !== 'end') return;
    screen.progress(undefined);
    screen.data(loadLines(event, screen.dataPaint, screen.width));
  };
}
