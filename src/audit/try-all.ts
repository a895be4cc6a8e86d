import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { StartEvent } from '../events/run.ts';
import type { Credentials } from '../flows/flow.ts';
import { Aliases } from '../masking/aliases.ts';
import { newContext } from '../simulate/run-context.ts';
import type { OpenOptions } from '../site/open.ts';
import { withUsersFileIn } from '../site/own/users-file.ts';
import { isOurs, type Site } from '../site/site.ts';
import { Attempts, startOf } from './attempts.ts';
import { byClock, waits } from './by-clock.ts';
import { type Attempt, isSame, type Seen, type Trial, type Tried } from './trial.ts';

export interface TryOptions {
  site: Site;
  credentials: Credentials;
  open: Omit<OpenOptions, 'name' | 'instances'>;
  /** How many processes somebody asked for. */
  instances: number | undefined;
  /** Is told what is being tried, in a few words. */
  onProgress(about: string): void;
}

/** All that was seen, and what is known of the site; that is undefined where it was not started. */
export interface AllTried {
  seen: Seen;
  facts: StartEvent['site'] | undefined;
}

/**
 * Makes the attempts of all trials, each once: those first that share a start of the app, then those that build on what
 * was seen and may move its clock, and last those that need a start of their own. Sites of ours keep nothing outside of a
 * run, so that these are made beside the others there, each on a start that knows nothing of them.
 *
 * @throws Failure `app-failed` or `store-unreadable`, or the signal's reason
 */
export async function tryAll(trials: readonly Trial[], options: TryOptions): Promise<AllTried> {
  const { site, credentials, open } = options;
  const halt = new AbortController();
  const signal = AbortSignal.any([open.signal, halt.signal]);
  // One name for one session, whoever meets it.
  const aliases = new Aliases();
  const attempts = attemptsOn(site, trials, options, { ...open, signal }, aliases);
  const all = eachOnce(trials.flatMap((trial) => trial.attempts));
  const on = (start: ReturnType<typeof startOf>) => all.filter((one) => startOf(one) === start);
  const seenBy = (tried: Tried[]) => ({
    site,
    user: credentials.user,
    tried,
    app: attempts.app,
  });
  const shared = async () => {
    const tried = await attempts.makeAll(on('shared').filter((one) => !waits(one)));
    // Last of these: a clock that was moved stays so.
    for (const one of on('shared').filter(waits)) tried.push(await withoutWaiting(one, attempts));
    return tried;
  };
  const next = (tried: Tried[]) =>
    eachOnce(trials.flatMap((trial) => trial.next?.(seenBy(tried)) ?? []));
  const others = async () => {
    const first = await shared();
    return [...first, ...(await attempts.makeAll([...on('joined'), ...next(first)]))];
  };
  const alone = on('its own');
  // Where there is one core, what the others do would be in the times that answers take.
  const hasRoom = availableParallelism() > 1;
  const isApart = hasRoom && isOurs(site) && !open.useOwnStore && !('url' in site.entry);
  const beside = isApart
    ? alone.map((_, at) => attemptsBeside(site, trials, options, signal, aliases, at))
    : [];
  const ways = isApart
    ? [others(), ...beside.map((its, at) => its.makeAll(alone.slice(at, at + 1)))]
    : [others().then(async (tried) => [...tried, ...(await attempts.makeAll(alone))])];
  try {
    const tried = (await Promise.all(ways)).flat();
    return { seen: seenBy(tried), facts: attempts.facts };
  } finally {
    // Where one has failed, the others are to start nothing any more.
    halt.abort();
    await Promise.allSettled(ways);
    await allEnded([attempts, ...beside].map((its) => its.stop()));
  }
}

/** Waits for all of them, also where one has failed. @throws what the first one throws */
async function allEnded(ends: Array<Promise<void> | undefined>): Promise<void> {
  await Promise.allSettled(ends);
  await Promise.all(ends);
}

/** By the app's clock where that comes to the same, and told as it was meant. */
async function withoutWaiting(attempt: Attempt, attempts: Attempts): Promise<Tried> {
  const quick = byClock(attempt, attempts);
  const tried = quick && (await attempts.make(quick));
  return tried && tried.why === undefined
    ? { ...tried, flow: attempt.flow }
    : attempts.make(attempt);
}

function attemptsOn(
  site: Site,
  trials: readonly Trial[],
  { credentials, instances, onProgress }: TryOptions,
  open: TryOptions['open'],
  aliases: Aliases,
): Attempts {
  const context = newContext({
    site,
    aliases,
    reveal: false,
    timeout: open.timeout,
    signal: open.signal,
    instances,
    flows: trials.flatMap((trial) => trial.attempts.map(({ flow }) => flow)),
    credentials,
  });
  const onAttempt = ({ flow }: Attempt) => onProgress(flow.about);
  return new Attempts({ context, open, credentials, onAttempt });
}

/** With files of its own: accounts change, and come back, in those of the others. */
function attemptsBeside(
  site: Site,
  trials: readonly Trial[],
  options: TryOptions,
  signal: AbortSignal,
  aliases: Aliases,
  at: number,
): Attempts {
  const scratch = join(options.open.scratch, `beside-${at + 1}`);
  mkdirSync(scratch, { mode: 0o700 });
  const open = { ...options.open, scratch, signal };
  return attemptsOn(withUsersFileIn(scratch, site), trials, options, open, aliases);
}

function eachOnce(attempts: readonly Attempt[]): Attempt[] {
  const all: Attempt[] = [];
  for (const attempt of attempts) {
    if (!all.some((one) => isSame(one, attempt))) all.push(attempt);
  }
  return all;
}
