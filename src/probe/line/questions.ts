import type { Socket } from 'node:net';

interface Waiting<Answer> {
  socket: Socket;
  answer(told?: Answer): void;
}

/** What an app's processes were asked of one kind, and have not answered yet. */
export class Questions<Answer> {
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #asked = 0;

  /**
   * What they tell; of one that does not answer in time, nothing.
   *
   * @param question what is asked, by its number
   * @param within how long to wait, in milliseconds
   */
  async ask(
    sockets: readonly Socket[],
    question: (number: number) => object,
    within: number,
  ): Promise<Answer[]> {
    const told = await Promise.all(sockets.map((socket) => this.#askOne(socket, question, within)));
    return told.flatMap((answer) => answer ?? []);
  }

  /** Takes an answer; one that nobody asked of this process is none. */
  hear(to: number, told: Answer, from: Socket): void {
    const waiting = this.#waiting.get(to);
    if (waiting?.socket === from) waiting.answer(told);
  }

  gone(socket: Socket): void {
    for (const waiting of [...this.#waiting.values()]) {
      if (waiting.socket === socket) waiting.answer();
    }
  }

  #askOne(
    socket: Socket,
    question: (number: number) => object,
    within: number,
  ): Promise<Answer | undefined> {
    this.#asked += 1;
    const number = this.#asked;
    return new Promise((resolve) => {
      const answer = (told?: Answer) => {
        clearTimeout(clock);
        this.#waiting.delete(number);
        resolve(told);
      };
      const clock = setTimeout(answer, within);
      this.#waiting.set(number, { socket, answer });
      socket.write(`${JSON.stringify(question(number))}\n`);
    });
  }
}
