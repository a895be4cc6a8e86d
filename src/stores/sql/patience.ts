import { duration } from '../../quantities.ts';

/** How long to wait for a server. */
export const PATIENCE_MS = 10_000;

/** Thrown if a server does not answer. */
export class Silence extends Error {
  constructor() {
    super(`no answer within ${duration(PATIENCE_MS)}`);
  }
}

/**
 * What a server answers, unless it takes too long.
 *
 * @param letGo called when the answer is not needed any more
 * @throws Silence, or the signal's reason
 */
export async function answerInTime<Answer>(
  answer: Promise<Answer>,
  signal: AbortSignal | undefined,
  letGo: () => void,
): Promise<Answer> {
  signal?.throwIfAborted();
  let clock: NodeJS.Timeout | undefined;
  let leave = () => {};
  const end = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Silence()), PATIENCE_MS);
    leave = () => reject(signal?.reason);
    signal?.addEventListener('abort', leave);
  });
  let isAnswered = false;
  try {
    const told = await Promise.race([answer, end]);
    isAnswered = true;
    return told;
  } finally {
    clearTimeout(clock);
    signal?.removeEventListener('abort', leave);
    if (!isAnswered) letGo();
    answer.catch(() => {});
  }
}
