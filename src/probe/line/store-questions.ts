import type { Socket } from 'node:net';
import type { StoredSession } from '../../sessions/stored-session.ts';
import type { ProbeQuestion } from '../messages.ts';

/** A process that has a store. */
interface Asked {
  readonly socket: Socket;
  /** The number of its last question. */
  asked: number;
}

interface Waiting {
  caller: Asked;
  /** @param sessions undefined if they cannot be read */
  answer(sessions: StoredSession[] | undefined): void;
}

/** The questions to probes about their stores that are not answered yet. */
export class StoreQuestions {
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;

  /**
   * Asks what a process's stores hold once none of their operations is running.
   *
   * @param within how long the process may wait for operations, in milliseconds; if it says nothing for twice that
   *   time, or if the signal aborts, the answer is undefined
   */
  ask(
    caller: Asked,
    sessions: boolean,
    within: number,
    signal?: AbortSignal,
  ): Promise<StoredSession[] | undefined> {
    if (signal?.aborted) return Promise.resolve(undefined);
    this.#count += 1;
    const ask = this.#count;
    caller.asked = ask;
    const question: ProbeQuestion = { ask, sessions, within };
    return new Promise((resolve) => {
      const answer = (sessions: StoredSession[] | undefined) => {
        clearTimeout(clock);
        signal?.removeEventListener('abort', giveUp);
        this.#waiting.delete(ask);
        resolve(sessions);
      };
      const giveUp = () => answer(undefined);
      const clock = setTimeout(giveUp, 2 * within);
      signal?.addEventListener('abort', giveUp);
      this.#waiting.set(ask, { caller, answer });
      caller.socket.write(`${JSON.stringify(question)}\n`);
    });
  }

  /** Takes an answer; if this process was not asked, it is ignored. */
  hear(to: number, sessions: StoredSession[] | undefined, from: object): void {
    const waiting = this.#waiting.get(to);
    if (waiting?.caller === from) waiting.answer(sessions);
  }

  /** Its process has ended, and everything in its memory is gone. */
  gone(caller: object): void {
    for (const waiting of [...this.#waiting.values()]) {
      if (waiting.caller === caller) waiting.answer([]);
    }
  }
}
