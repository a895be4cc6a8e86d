import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/**
 * Reads a new password: twice from a terminal, which shows nothing of it, and as one line from anything else.
 * Answers all that was given, or undefined where the input ended before that.
 */
export async function askPassword(userName: string): Promise<string[] | undefined> {
  const prompts = process.stdin.isTTY ? [`Password for ${userName}: `, 'Once more: '] : [''];
  const reader = createInterface({
    input: process.stdin,
    // It writes here what is typed, so that somebody can read it: here, nobody shall.
    output: new Writable({ write: (_typed, _encoding, done) => done() }),
    terminal: process.stdin.isTTY,
    // Otherwise the arrow up would repeat the password, typing error and all.
    historySize: 0,
  });
  const lines = reader[Symbol.asyncIterator]();
  const answers: string[] = [];
  for (const prompt of prompts) {
    process.stderr.write(prompt);
    const { value, done } = await lines.next();
    if (prompt) process.stderr.write('\n');
    // That was Ctrl-C, Ctrl-D, or the end of the file.
    if (done) return undefined;
    answers.push(value);
  }
  reader.close();
  return answers;
}
