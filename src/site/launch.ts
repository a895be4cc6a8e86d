import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { checkReachable } from '../network.ts';
import { ProbeLine } from '../probe/line/line.ts';
import { PROBE_SOCKET } from '../probe/messages.ts';
import { AppProcess } from './app-process.ts';
import { freePort } from './free-port.ts';
import { rightServer } from './right-server.ts';
import type { StartedSite } from './site.ts';

const KNOCK_MS = 50;
/** How long to wait for word from the probe if the app answers already. */
const PATIENCE_MS = 1_000;
/** If the app's port is taken twice in a row, that is not by chance. */
const MOST_TRIES = 2;
/** How many times as long an app may take that is compiled first. */
const LONGER = 6;
/** An app that ends closes its connections before its process ends. */
const LAST_BREATH_MS = 500;

/** An app as a child process with a probe in it. It ends when we end, whatever the reason. */
export interface RunningApp {
  /** `http://localhost:40123`. */
  url: string;
  probe: ProbeLine;
  /** The end of its output since the last call. */
  takePrinted(): string;
  /** What went wrong, if the app ends or has ended by itself. Waits a moment for that. */
  failure(): Promise<Failure | undefined>;
  stop(): Promise<void>;
}

/** What a launch needs besides the site. */
export interface LaunchOptions {
  /** A folder that only this user can open. */
  scratch: string;
  /** Distinguishes several apps of one run. */
  name: string;
  /** How long the app may take to listen, in milliseconds. */
  timeout: number;
  signal: AbortSignal;
  env?: Readonly<Record<string, string>>;
}

/**
 * Starts an app and waits until it listens. If another program takes its port meanwhile, it gets another port.
 *
 * @throws Failure `app-failed` if it ends or does not listen in time, with its output; `interrupted`
 */
export async function launch(site: StartedSite, options: LaunchOptions): Promise<RunningApp> {
  return tryToLaunch(site, options, MOST_TRIES);
}

async function tryToLaunch(
  site: StartedSite,
  options: LaunchOptions,
  tries: number,
): Promise<RunningApp> {
  const probe = new ProbeLine(options.scratch, options.name);
  const opened = probe.open();
  // The host that a developer would use: an app's cookies may be only for that one.
  const host = site.takesAnyPort ? '127.0.0.1' : 'localhost';
  const [port] = site.takesAnyPort ? [0] : await Promise.all([freePort(), opened]);
  const env = {
    ...site.env,
    ...options.env,
    HOST: '127.0.0.1',
    PORT: String(port),
    [PROBE_SOCKET]: probe.path,
  };
  const app = new AppProcess(site, env, probe);
  const stop = async () => {
    await app.stop();
    probe.close();
  };
  const settled = new AbortController();
  const signal = AbortSignal.any([options.signal, settled.signal]);
  try {
    await opened;
    const listening = await Promise.race([
      rightServer(probe, port, options.timeout),
      ...(port === 0 ? [] : [untilOpen(port, probe, signal).then(() => ({ port, secure: false }))]),
      app.ended.then(() => Promise.reject(app.failure('did not start', hintOf(probe)))),
      tooLate(options.timeout, signal, () =>
        app.failure('did not listen on the port in PORT', {
          waited: options.timeout,
          hint: `If it only needs longer to start, allow more: --timeout ${LONGER * Math.ceil(options.timeout / 1_000)}`,
          ...hintOf(probe),
        }),
      ),
    ]);
    return {
      url: `${listening.secure ? 'https' : 'http'}://${host}:${listening.port}`,
      probe,
      takePrinted: () => app.takePrinted(),
      async failure() {
        await Promise.race([app.ended, pause(LAST_BREATH_MS, undefined, { ref: false })]);
        return app.hasEnded ? app.failure('ended') : undefined;
      },
      stop,
    };
  } catch (error) {
    await stop();
    const isTaken = probe.takenPort === port || app.hasPrinted(takenPort(port));
    if (tries > 1 && isTaken) return tryToLaunch(site, options, tries - 1);
    throw error;
  } finally {
    settled.abort();
  }
}

/**
 * For apps that are not Node programs. If there is a probe, only the probe counts: another program may listen on the
 * port while the app still starts.
 */
async function untilOpen(port: number, probe: ProbeLine, signal: AbortSignal): Promise<number> {
  const turn = () => pause(KNOCK_MS, undefined, { signal }).catch(() => never);
  while (!(await isOpen(port, signal))) await turn();
  let isConnected = probe.isConnected;
  for (let waited = 0; waited < PATIENCE_MS; waited += KNOCK_MS) {
    await turn();
    if (isConnected || !probe.isConnected) continue;
    isConnected = true;
    waited = 0;
  }
  return port;
}

function hintOf({ takenPort: port }: ProbeLine): { hint?: string } {
  if (port === undefined) return {};
  return {
    hint: `It tried to listen on port ${port}, which another program uses. End that program, or let the app listen on the port in PORT.`,
  };
}

/** What Node prints if another program listens on a port. */
function takenPort(port: number): RegExp {
  return new RegExp(`EADDRINUSE\\b.*\\b${port}\\b`);
}

async function isOpen(port: number, signal: AbortSignal): Promise<boolean> {
  return checkReachable({ port, host: '127.0.0.1' }, { signal }).then(
    () => true,
    () => false,
  );
}

async function tooLate(
  timeout: number,
  signal: AbortSignal,
  failure: () => Failure,
): Promise<never> {
  try {
    await pause(timeout, undefined, { signal });
  } catch {
    throw new Failure('interrupted', 'Interrupted. The app was stopped.');
  }
  throw failure();
}

const never = new Promise<never>(() => {});
