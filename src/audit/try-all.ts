import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { StartEvent } from '../events/run.ts';
import type { Credentials } from '../flows/flow.ts';
import { Aliases } from '../masking/aliases.ts';
import { newContext } from '../simulate/run-context.ts';
import { interrupted } from '../site/interrupted.ts';
import type { OpenOptions } from '../site/open.ts';
import { withUsersFileIn } from '../site/own/users-file.ts';
import { isOurs, type Site } from '../site/site.ts';
import { Attempts, startOf } from './attempts.ts';
import { byClock, waits } from './by-clock.ts';
import { ifStopped, mayGoOn } from './passwords/new-passwords.ts';
import { type Attempt, isSame, type Seen, type Trial, type Tried } from './trial.ts';

export interface TryOptions {
  site: Site;
  credentials: Credentials;
  /** True if no account was given. */
  lacksAccount?: true;
  open: Omit<OpenOptions, 'name' | 'instances'>;
  /** How many processes an option asked for. */
  instances: number | undefined;
  /** Called with what is being tested, in a few words. */
  onProgress(about: string): void;
}

/** Everything that was seen, and what is known about the site; undefined if it was not started. */
export interface AllTried {
  seen: Seen;
  facts: StartEvent['site'] | undefined;
}

/**
 * Makes the attempts of all trials, each once: first those that share a start of the app, then those that depend on
 * earlier results and may move its clock, then those that need their own start, and last those that change the
 * password. Our own sites keep nothing outside of a run: there, those that need their own start and those that mostly
 * wait are made at the same time as the others.
 *
 * @throws Failure `app-failed` or `store-unreadable`, or the signal's reason
 */
export async function tryAll(trials: readonly Trial[], options: TryOptions): Promise<AllTried> {
  const { site, credentials, lacksAccount, open } = options;
  const halt = new AbortController();
  const signal = AbortSignal.any([open.signal, halt.signal]);
  const run = { trials, options, signal, aliases: new Aliases() };
  const attempts = attemptsOn(site, open.scratch, run);
  // With one core, the other attempts would change the response times.
  const hasRoom = availableParallelism() > 1;
  const isApart = hasRoom && isOurs(site) && !open.useOwnStore && !('url' in site.entry);
  const all = eachOnce(trials.flatMap((trial) => trial.attempts));
  const alone = all.filter((one) => startOf(one) === 'its own' || (isApart && isMostlyIdle(one)));
  const on = (start: ReturnType<typeof startOf>) =>
    all.filter((one) => startOf(one) === start && !alone.includes(one));
  const seenBy = (tried: Tried[]) => ({
    site,
    user: credentials.user,
    ...(lacksAccount && { lacksAccount }),
    tried,
    app: attempts.app,
  });
  const shared = async () => {
    const tried = await attempts.makeAll(on('shared').filter((one) => !waits(one)));
    // Last of these, because a moved clock stays moved.
    for (const one of on('shared').filter(waits)) tried.push(await withoutWaiting(one, attempts));
    return tried;
  };
  const next = (tried: Tried[]) =>
    eachOnce(trials.flatMap((trial) => trial.next?.(seenBy(tried)) ?? []));
  const others = async () => {
    const first = await shared();
    return [...first, ...(await attempts.makeAll([...on('joined'), ...next(first)]))];
  };
  const last = async () => {
    const tried: Tried[] = [];
    for (const one of on('last')) {
      if (!tried.every(mayGoOn)) break;
      try {
        tried.push(await attempts.make(one));
      } catch (error) {
        // Our own sites have an account for the audit alone.
        throw open.signal.aborted && !isOurs(site) ? interrupted(ifStopped(one)) : error;
      }
    }
    return tried;
  };
  const beside = isApart ? alone.map((_, at) => attemptsBeside(at + 1, run)) : [];
  const ways = isApart
    ? [inTurn(others, last), ...beside.map((its, at) => its.makeAll(alone.slice(at, at + 1)))]
    : [inTurn(others, () => attempts.makeAll(alone), last)];
  try {
    const tried = (await Promise.all(ways)).flat();
    return { seen: seenBy(tried), facts: attempts.facts };
  } finally {
    // If one has failed, the others must not start anything any more.
    halt.abort();
    await Promise.allSettled(ways);
    await allEnded([attempts, ...beside].map((its) => its.stop()));
  }
}

async function inTurn(...parts: ReadonlyArray<() => Promise<Tried[]>>): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const part of parts) tried.push(...(await part()));
  return tried;
}

/** Whether an attempt mostly waits: for more processes to start, or for a store that hangs. */
function isMostlyIdle(attempt: Attempt): boolean {
  return startOf(attempt) === 'joined' || attempt.flow.steps.some((step) => 'seconds' in step);
}

/** Waits for all of them, even if one has failed. @throws what the first one throws */
async function allEnded(ends: Array<Promise<void> | undefined>): Promise<void> {
  await Promise.allSettled(ends);
  await Promise.all(ends);
}

/** Moves the app's clock if that has the same result, and reports the attempt as it was meant. */
async function withoutWaiting(attempt: Attempt, attempts: Attempts): Promise<Tried> {
  const quick = byClock(attempt, attempts);
  const tried = quick && (await attempts.make(quick));
  return tried && tried.why === undefined
    ? { ...tried, flow: attempt.flow }
    : attempts.make(attempt);
}

/** What all attempts of an audit have in common. */
interface AuditRun {
  trials: readonly Trial[];
  options: TryOptions;
  /** Aborts as well if one of the attempts has failed. */
  signal: AbortSignal;
  /** The same session has the same alias in all attempts. */
  aliases: Aliases;
}

function attemptsOn(
  site: Site,
  scratch: string,
  { trials, options, signal, aliases }: AuditRun,
): Attempts {
  const { credentials, instances, open, onProgress } = options;
  const context = newContext({
    site,
    aliases,
    reveal: false,
    timeout: open.timeout,
    signal,
    instances,
    flows: trials.flatMap((trial) => trial.attempts.map(({ flow }) => flow)),
    credentials,
  });
  const onAttempt = ({ flow }: Attempt) => onProgress(flow.about);
  return new Attempts({ context, open: { ...open, scratch, signal }, credentials, onAttempt });
}

/** With its own files, because the accounts in those of the others change. */
function attemptsBeside(number: number, run: AuditRun): Attempts {
  const { site, open } = run.options;
  const scratch = join(open.scratch, `beside-${number}`);
  mkdirSync(scratch, { mode: 0o700 });
  return attemptsOn(withUsersFileIn(scratch, site), scratch, run);
}

function eachOnce(attempts: readonly Attempt[]): Attempt[] {
  const all: Attempt[] = [];
  for (const attempt of attempts) {
    if (!all.some((one) => isSame(one, attempt))) all.push(attempt);
  }
  return all;
}
