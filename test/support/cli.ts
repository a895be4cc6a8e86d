import { fileURLToPath } from 'node:url';
import { execa, type Options } from 'execa';

/** The command's two names, as files. */
export const BIN = {
  'create-session-app': fileURLToPath(new URL('../../bin/create-session-app.js', import.meta.url)),
  'session-app': fileURLToPath(new URL('../../bin/session-app.js', import.meta.url)),
};

/** An environment that says nothing of who started the tests, and in which git knows its user. */
export const CLEAN_ENV: Record<string, string> = {
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  ...(process.env.TMPDIR && { TMPDIR: process.env.TMPDIR }),
  ...(process.env.XDG_RUNTIME_DIR && { XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR }),
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@localhost',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@localhost',
};

/** Runs the command off a terminal, to its end, with nothing to read unless `input` is given. It never throws: the tests look at the exit code. */
export async function runCli(args: string[], options: Options & { bin?: keyof typeof BIN } = {}) {
  const { bin = 'create-session-app', env, ...rest } = options;
  const { exitCode, stdout, stderr } = await execa(process.execPath, [BIN[bin], ...args], {
    ...(rest.input === undefined && { stdin: 'ignore' }),
    ...rest,
    env: { ...CLEAN_ENV, ...env },
    extendEnv: false,
    reject: false,
  });
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}
