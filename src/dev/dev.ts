import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DevEvent } from '../events/dev.ts';
import { ProbeLine } from '../probe/line/line.ts';
import { PROBE_REQUESTS, PROBE_SENT, PROBE_SESSIONS, PROBE_SOCKET } from '../probe/messages.ts';
import { AppProcess } from '../site/app-process.ts';
import { makeScratch } from '../site/scratch.ts';
import { liveStore } from './live-store.ts';
import { openSessionServer, type SessionServer } from './session-server.ts';
import { locateDevSite } from './site.ts';
import type { Ui } from './ui/ui.ts';
import { UntoldEvents } from './untold.ts';
import { DevWatch, happenedNow, noteOf } from './watch.ts';

/** Which app to develop, and what to show. Every option has a default. */
export interface DevOptions {
  /** The app's folder. Default: the working directory. */
  directory?: string;
  /** A command that starts the app there, for the shell. Default: its own script `dev`. */
  start?: string;
  /** Variables on top of our own environment, for the app. */
  env?: Readonly<Record<string, string>>;
  /** Show session ids, and values that look like secrets. Default: false. */
  reveal?: boolean;
  /** Open a page that shows it live, only on this machine: on a free port, or on this one. Default: no page. */
  ui?: boolean | { port: number } | undefined;
  /** Ends the app, and with it the events. */
  signal?: AbortSignal;
}

const UNWATCHED =
  'Node’s permission model keeps session-app out of the app, which runs without it: its requests are not shown.';

/** An app that is built first takes a while; after that long, silence looks as if nothing happened. */
const PATIENCE_MS = 5_000;

/**
 * Starts an app as its developer does, with its own store and settings, and yields what happens in it, through all
 * restarts. While it runs, `findStore` asks it where its sessions are.
 *
 * @throws Failure `usage`, also if the page's port is taken; `app-failed` if the app ends by itself
 */
export async function* dev(options: DevOptions = {}): AsyncGenerator<DevEvent, void> {
  const { directory: folder = '.', reveal = false, signal } = options;
  const site = locateDevSite(folder, options.start);
  const scratch = makeScratch();
  const line = new ProbeLine(scratch.path, 'dev');
  let live: SessionServer | undefined;
  let ui: Ui | undefined;
  let app: AppProcess | undefined;
  let patience: NodeJS.Timeout | undefined;
  let turn: Promise<void> | undefined;
  const stop = () => void app?.stop();
  try {
    const env = { ...process.env, ...options.env };
    live = await openSessionServer(folder, () => liveStore(line, folder, env), process.env);
    await line.open();
    const events = new UntoldEvents((hold) => {
      // An app that stops may print its last words.
      if (!hold || !signal?.aborted) app?.holdOutput(hold);
    });
    ui = await openPage(options, site.directory, events);
    const tell = (event: DevEvent) => {
      events.push(event);
      ui?.live.happened(event);
    };
    const watch = new DevWatch(tell, reveal, ui?.live);
    line.listen(watch);
    const probed = {
      ...options.env,
      [PROBE_SOCKET]: line.path,
      [PROBE_REQUESTS]: '1',
      // The store itself is asked for its contents.
      [PROBE_SESSIONS]: '0',
      ...(ui && { [PROBE_SENT]: '1' }),
    };
    app = new AppProcess(site, probed, line);
    app.onLine((stream, text) => {
      events.push({ ...happenedNow(), type: 'output', stream, text });
      turn ??= nextTurn().then(() => {
        turn = undefined;
      });
    });
    const { command } = app;
    patience = setTimeout(() => {
      if (!watch.hasStarted && !signal?.aborted) tell(noteOf(waitingFor(command)));
    }, PATIENCE_MS);
    app.whenUnwatched(() => {
      clearTimeout(patience);
      tell(noteOf(UNWATCHED));
    });
    void app.ended.then(() => events.end());
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    for await (const event of events) {
      if (event.type === 'output') {
        // A probe tells of a session before the app can print its id: what came from the probe is read first.
        await turn;
        yield watch.printed(event);
        continue;
      }
      // It stops because it was asked to, and the caller knows that.
      if (event.type !== 'stopped' || !signal?.aborted) yield event;
    }
    if (!signal?.aborted) throw app.ending(watch.hasStarted ? 'ended' : 'did not start');
    yield { ...happenedNow(), type: 'ended' };
  } finally {
    signal?.removeEventListener('abort', stop);
    clearTimeout(patience);
    await app?.stop();
    line.close();
    live?.close();
    ui?.close();
    scratch.remove();
  }
}

/** Opens the page if one is asked for, and tells its address: at first, and each time that a link was used. */
async function openPage(
  { ui: asked, start, reveal = false }: DevOptions,
  directory: string,
  events: UntoldEvents,
): Promise<Ui | undefined> {
  if (!asked) return undefined;
  const { openUi } = await import('./ui/ui.ts');
  const port = asked === true ? 0 : asked.port;
  const onEnter = () => events.push(pageOf(ui, true));
  const ui = await openUi({ directory, start, port, reveal, onEnter });
  events.push(pageOf(ui, false));
  return ui;
}

function waitingFor(command: AppProcess['command']): string {
  return `Still waiting for the app to listen on a port: ${command}. What does not run on Node cannot be watched.`;
}

function pageOf({ address }: Ui, wasOpened: boolean): DevEvent {
  return { ...happenedNow(), type: 'page', url: address, opened: wasOpened };
}
