import type { Socket } from 'node:net';
import type { ProbeApp, ProbeAppQuestion } from '../messages.ts';

interface Waiting {
  socket: Socket;
  answer(app?: ProbeApp): void;
}

/** What was asked of an app's processes about the app, and is not answered yet. */
export class AppQuestions {
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /**
   * What they tell; of one that does not answer in time, nothing.
   *
   * @param mounts where routers may be mounted
   * @param within how long to wait, in milliseconds
   */
  async ask(
    sockets: readonly Socket[],
    mounts: readonly string[],
    within: number,
  ): Promise<ProbeApp[]> {
    const told = await Promise.all(sockets.map((socket) => this.#askOne(socket, mounts, within)));
    return told.flatMap((app) => app ?? []);
  }

  hear(to: number, app: ProbeApp, from: Socket): void {
    const waiting = this.#waiting.get(to);
    if (waiting?.socket === from) waiting.answer(app);
  }

  gone(socket: Socket): void {
    for (const waiting of [...this.#waiting.values()]) {
      if (waiting.socket === socket) waiting.answer();
    }
  }

  #askOne(
    socket: Socket,
    mounts: readonly string[],
    within: number,
  ): Promise<ProbeApp | undefined> {
    this.#asked += 1;
    const question: ProbeAppQuestion = { askApp: this.#asked, mounts: [...mounts] };
    return new Promise((resolve) => {
      const answer = (app?: ProbeApp) => {
        clearTimeout(clock);
        this.#waiting.delete(question.askApp);
        resolve(app);
      };
      const clock = setTimeout(answer, within);
      this.#waiting.set(question.askApp, { socket, answer });
      socket.write(`${JSON.stringify(question)}\n`);
    });
  }
}
