import { execa } from 'execa';

/** Of a program that has ended, all that it printed is read by then. */
const LAST_WORDS_MS = 500;

interface Surroundings {
  cwd: string;
  /** What is set on top of our own environment, or in its place; undefined takes a setting away. */
  env?: NodeJS.ProcessEnv;
  extendEnv?: boolean;
  /** Ends the program, with force after five seconds. */
  signal?: AbortSignal;
}

/**
 * Runs a program to its end, with nothing to read. It never throws: what came of it is in the answer.
 *
 * What the program leaves running may keep its output open for ever, and is not waited for. A program that is under way
 * when this process ends, ends with it.
 */
export async function runProgram(
  name: string,
  words: readonly string[],
  { cwd, env, extendEnv = true, signal }: Surroundings,
) {
  const child = execa(name, words, {
    cwd,
    ...(env && { env }),
    extendEnv,
    stdin: 'ignore',
    all: true,
    reject: false,
    ...(signal && { cancelSignal: signal }),
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => {
    setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, LAST_WORDS_MS).unref();
  });
  const ended = await child;
  process.off('exit', kill);
  return ended;
}
