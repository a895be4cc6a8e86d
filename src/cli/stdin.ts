import { addAbortSignal, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Failure } from '../failure.ts';

/**
 * Reads all of standard input.
 *
 * @throws Failure `interrupted` if a person interrupts that
 */
export async function readInput(stdin: Readable, signal: AbortSignal): Promise<string> {
  try {
    return await text(addAbortSignal(signal, stdin));
  } catch (error) {
    if (signal.aborted) throw new Failure('interrupted', 'Interrupted.');
    throw error;
  }
}
