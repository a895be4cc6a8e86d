import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { getHeapSnapshot } from 'node:v8';

// Goes into a soaked site before its first line, and answers what its parent asks about the process.

/** Visitors of the soak are called like this. */
const VISITOR = /soak-\d+-\d+/;

const ANSWERS = {
  async heap() {
    // What is collected takes a turn or two, as some of it waits for a callback of its own.
    for (let round = 0; round < 3; round += 1) {
      globalThis.gc();
      await pause(10);
    }
    return process.memoryUsage().heapUsed;
  },
  /** Files and connections that are open. */
  descriptors: () => readdirSync('/dev/fd').length,
  /** How many texts in the heap name a visitor: sessions, counters, or whatever else holds on to one. */
  async names() {
    let text = '';
    for await (const chunk of getHeapSnapshot()) text += chunk;
    return JSON.parse(text).strings.filter((string) => VISITOR.test(string)).length;
  },
};

process.on('message', async (question) => {
  process.send({ question, answer: await ANSWERS[question]() });
});
// Nobody waits for a question when the site ends.
process.channel.unref();
