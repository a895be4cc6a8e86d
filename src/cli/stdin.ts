import { addAbortSignal, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Failure } from '../failure.ts';

/**
 * All that comes on standard input.
 *
 * @throws Failure `interrupted` where the person does not want to wait for its end
 */
export async function readInput(stdin: Readable, signal: AbortSignal): Promise<string> {
  try {
    return await text(addAbortSignal(signal, stdin));
  } catch (error) {
    if (signal.aborted) throw new Failure('interrupted', 'Interrupted.');
    throw error;
  }
}
