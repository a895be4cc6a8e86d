import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { getHeapSnapshot } from 'node:v8';

// Is loaded into the soaked site before its code, and answers questions of the parent process.

/** The names of the visitors in a soak. */
const VISITOR = /soak-\d+-\d+/;

const ANSWERS = {
  async heap() {
    // Some objects are freed only after a callback, so one collection is not enough.
    for (let round = 0; round < 3; round += 1) {
      globalThis.gc();
      await pause(10);
    }
    return process.memoryUsage().heapUsed;
  },
  /** The number of open files and connections. */
  descriptors: () => readdirSync('/dev/fd').length,
  /** The number of texts in the heap with the name of a visitor: in sessions, counters, or anything else. */
  async names() {
    let text = '';
    for await (const chunk of getHeapSnapshot()) text += chunk;
    return JSON.parse(text).strings.filter((string) => VISITOR.test(string)).length;
  },
};

process.on('message', async (question) => {
  process.send({ question, answer: await ANSWERS[question]() });
});
// An open channel would keep the site from ending.
process.channel.unref();
