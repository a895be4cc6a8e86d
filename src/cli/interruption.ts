import { setTimeout as pause } from 'node:timers/promises';
import type { EXIT_CODES } from './exit.ts';

const INTERRUPTED: keyof typeof EXIT_CODES = 130;

/** Who started us, as npx does, hands on the Ctrl-C that the terminal has sent to us as well: that is no second one. */
const ECHO_MS = 100;

/** So long, what was printed last may take to reach a reader, once the person has had enough. */
const LAST_WORDS_MS = 500;

/**
 * The first signal asks the command to end, and to tidy up: files that are being written are all there then, or none.
 * The second one ends the process at once, whatever it waits for.
 */
export function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  let asked: number | undefined;
  const onSignal = () => {
    if (asked !== undefined && performance.now() - asked > ECHO_MS) process.exit(INTERRUPTED);
    asked ??= performance.now();
    interrupt.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return interrupt.signal;
}

/** Lets what was printed reach its reader, and ends the process then, whatever is still open in it. */
export async function leave(signal: AbortSignal): Promise<never> {
  const written = Promise.all([process.stdout, process.stderr].map(flushed));
  await Promise.race([written, untilAborted(signal).then(() => pause(LAST_WORDS_MS))]);
  process.exit();
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    // Whoever has stopped reading gets no more.
    if (stream.destroyed) resolve();
    else stream.write('', () => resolve());
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}
