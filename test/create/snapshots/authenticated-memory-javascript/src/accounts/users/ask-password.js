import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { MIN_CHARACTERS, passwordProblem } from '../passwords/new-password.js';

/**
 * Reads a new password: twice from a terminal, without showing it, or else one line from standard input. The second
 * time is left out if the first password is refused anyway. Returns what was entered, or undefined if the input ended
 * early.
 *
 * @param {string} userName
 * @returns {Promise<string[] | undefined>}
 */
export async function askPassword(userName) {
  const prompts = process.stdin.isTTY
    ? [`Password for ${userName}, at least ${MIN_CHARACTERS} characters: `, 'Once more: ']
    : [''];
  const reader = createInterface({
    input: process.stdin,
    // readline echoes to this stream what is typed. Dropping it hides the password.
    output: new Writable({ write: (_typed, _encoding, done) => done() }),
    terminal: process.stdin.isTTY,
    // Otherwise the up arrow would repeat the first password at the second prompt.
    historySize: 0,
  });
  // Ctrl-Z does nothing. In a container, where no shell brings the script back, the password would show from then on.
  reader.on('SIGTSTP', () => {});
  const lines = reader[Symbol.asyncIterator]();
  const answers = [];
  for (const prompt of prompts) {
    process.stderr.write(prompt);
    const { value, done } = await lines.next();
    if (prompt) process.stderr.write('\n');
    // Ctrl-C, Ctrl-D, or the end of the input.
    if (done) return undefined;
    answers.push(value);
    // One that is refused need not be typed again.
    if (passwordProblem(value)) break;
  }
  reader.close();
  return answers;
}
