/*
 * Preloaded into an app's process with `--require`: reports what the app asks of its session store. The app behaves as
 * without it: calls, results, errors and their order are the same. So all code here that runs in the app's way catches
 * its own errors, and then does nothing.
 */
import { EventEmitter, errorMonitor } from 'node:events';
import { Server } from 'node:net';
import { AppWatch } from './app/app-watch.ts';
import { loadedPackages } from './app/session-packages.ts';
import { attempt } from './attempt.ts';
import { Clock } from './clock.ts';
import {
  PROBE_HASHES,
  PROBE_REQUESTS,
  PROBE_SENT,
  PROBE_SESSIONS,
  PROBE_SOCKET,
  type ProbeOrder,
} from './messages.ts';
import { rememberHashes } from './remembered-hashes.ts';
import { Reporter } from './reporter.ts';
import { RequestWatch } from './requests.ts';
import { StoreWatch } from './stores/stores.ts';
import { replaceAll } from './watched.ts';

function watchApp(socketPath: string): void {
  const reporter = new Reporter(socketPath);
  const requests = process.env[PROBE_REQUESTS]
    ? new RequestWatch(
        {
          ended: (request) => reporter.mention({ type: 'request', request }),
          met: (sessionId) => reporter.mention({ type: 'met', sessionId }),
        },
        Boolean(process.env[PROBE_SENT]),
      )
    : undefined;
  // Without questions about what stores hold, the probe need not keep an account of it.
  const stores = new StoreWatch(reporter, process.env[PROBE_SESSIONS] !== '0', requests);
  const apps = new AppWatch(reporter);
  if (process.env[PROBE_HASHES]) attempt(rememberHashes);
  const servers = new WeakSet<Server>();
  const { on } = EventEmitter.prototype;
  const watchServer = (server: Server) => {
    const listened = () => {
      attempt(() => apps.watchSessions());
      attempt(() => tellAddress(server, reporter));
    };
    const failed = (error: unknown) => attempt(() => tellTaken(error, reporter));
    Reflect.apply(on, server, ['listening', listened]);
    // This does not count as an error listener: without one of its own, the app must still end by an error.
    Reflect.apply(on, server, [errorMonitor, failed]);
  };
  const meet = (emitter: object, name: unknown) => {
    // express-session listens for a store's `disconnect` when it is set up, in whichever copy of it, and however that
    // was imported. So every store passes here.
    if (name === 'mount') apps.add(emitter);
    else if (name === 'disconnect' && isStore(emitter)) {
      stores.add(emitter);
      apps.meet(emitter);
    } else if (name === 'request' && emitter instanceof Server && !servers.has(emitter)) {
      servers.add(emitter);
      watchServer(emitter);
    }
  };
  const replaced = function (this: unknown, ...args: unknown[]) {
    attempt(() => meet(Object(this), args[0]));
    return Reflect.apply(on, this, args);
  };
  // Two names for the same function: HTTPS servers use the second.
  replaceAll(
    EventEmitter.prototype,
    new Map([
      ['on', replaced],
      ['addListener', replaced],
    ]),
  );
  const clock = new Clock();
  reporter.onQuestion((question) => {
    if ('askApp' in question) apps.answer(question, reporter);
    else if ('askStores' in question) {
      reporter.tell({ type: 'stores', to: question.askStores, stores: stores.describe() });
    } else if ('order' in question) carryOut(question, clock, stores, reporter);
    else stores.answer(question);
  });
}

function carryOut(
  { order: to, clock: seconds, store, seconds: within, ids }: ProbeOrder,
  clock: Clock,
  stores: StoreWatch,
  reporter: Reporter,
): void {
  const done = [
    ...(seconds === undefined ? [] : [attempt(() => clock.move(seconds))]),
    ...(store === undefined ? [] : [attempt(() => stores.answerAs(store, within))]),
  ];
  const made = ids === undefined ? undefined : attempt(() => stores.makeIds(ids));
  reporter.tell({
    type: 'done',
    to,
    isDone: done.every((one) => one === true),
    ...(made && { ids: made }),
  });
}

/** Whether it has the methods that express-session needs from a store. */
function isStore(emitter: object): boolean {
  return ['get', 'set', 'destroy', 'generate'].every(
    (name) => typeof Reflect.get(emitter, name) === 'function',
  );
}

function tellAddress(server: Server, reporter: Reporter): void {
  const address = server.address();
  if (address && typeof address === 'object') {
    reporter.tell({
      type: 'listening',
      address: address.address,
      port: address.port,
      // Only servers with TLS have this method.
      ...('setSecureContext' in server && { secure: true }),
      ...(attempt(loadedPackages)?.length && { packages: true }),
    });
  }
}

/**
 * Express 5 passes this error to the callback of `listen`, which most apps take for success: so it must be reported.
 */
function tellTaken(error: unknown, reporter: Reporter): void {
  if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EADDRINUSE') return;
  const port: unknown = Reflect.get(error, 'port');
  if (typeof port === 'number') reporter.tellAtLast({ type: 'taken', port });
}

const path = process.env[PROBE_SOCKET];
if (path) attempt(() => watchApp(path));
