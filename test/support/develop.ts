import { onTestFinished, vi } from 'vitest';
import { type DevOptions, dev } from '../../src/dev/dev.ts';
import type { DevEvent } from '../../src/events/dev.ts';
import { scratchFolder } from './scratch.ts';

type OfType<Type extends DevEvent['type']> = Extract<DevEvent, { type: Type }>;

/** An app under `dev`, in this process, until the running test ends. */
export interface Developing {
  events: DevEvent[];
  /** The first so many events of a type, as soon as there are so many. */
  until<Type extends DevEvent['type']>(type: Type, count?: number): Promise<OfType<Type>[]>;
  /** Ends the app as Ctrl-C does. */
  stop(): Promise<void>;
}

/** Sockets go to a folder of the test's own, so that nobody's are in the way. */
export function privateRuntime(): string {
  const folder = scratchFolder();
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

export function develop(options: DevOptions): Developing {
  const abort = new AbortController();
  const events: DevEvent[] = [];
  const read = async () => {
    const env = { PORT: '0', ...options.env };
    for await (const event of dev({ ...options, env, signal: abort.signal })) events.push(event);
  };
  let failure: unknown;
  const ended = read().catch((error) => {
    failure = error;
  });
  const stop = async () => {
    abort.abort();
    await ended;
  };
  onTestFinished(stop);
  return {
    events,
    stop,
    async until<Type extends DevEvent['type']>(type: Type, count = 1) {
      const isOfType = (event: DevEvent): event is OfType<Type> => event.type === type;
      await vi.waitFor(
        () => {
          const found = events.filter(isOfType).length;
          if (failure === undefined && found < count) throw new Error(`${found} times ${type}`);
        },
        { timeout: 30_000, interval: 20 },
      );
      if (failure !== undefined) throw failure;
      return events.filter(isOfType).slice(0, count);
    },
  };
}
