import { execa } from 'execa';

/** How long after its end we still read what a program has printed. */
const LAST_WORDS_MS = 500;

interface Surroundings {
  cwd: string;
  /** Variables on top of our own environment, or instead of its own; undefined removes one. */
  env?: NodeJS.ProcessEnv;
  extendEnv?: boolean;
  /** Aborting it ends the program: after five seconds by force. */
  signal?: AbortSignal;
}

/**
 * Runs a program to its end, without input. It never throws: the result says what happened.
 *
 * If the program leaves another one running, that one may keep the output open for ever, so it is not waited for. If
 * this process ends first, the program ends with it.
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
