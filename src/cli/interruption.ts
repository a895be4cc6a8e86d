import { setTimeout as pause } from 'node:timers/promises';
import type { EXIT_CODES } from './exit.ts';

const INTERRUPTED: keyof typeof EXIT_CODES = 130;

/**
 * A parent such as npx passes on the Ctrl-C that the terminal has sent to us too: this does not count as a second one.
 */
const ECHO_MS = 100;

/** After a second interruption, how long the last output may take to reach its reader. */
const LAST_WORDS_MS = 500;

/**
 * The first signal asks the command to end and to tidy up: files that are being written are then complete, or not
 * there. The second one ends the process at once, whatever it waits for.
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

/** Waits until all output has reached its reader, and then ends the process, even if something in it is still open. */
export async function leave(signal: AbortSignal): Promise<never> {
  const written = Promise.all([process.stdout, process.stderr].map(flushed));
  await Promise.race([written, untilAborted(signal).then(() => pause(LAST_WORDS_MS))]);
  process.exit();
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    // The reader has closed the pipe.
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
