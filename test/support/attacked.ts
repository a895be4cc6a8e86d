import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import { runCli } from './cli.ts';
import { ALL_HOSTILE, faultsOf, HOSTILE_TEXT } from './hostile-text.ts';
import { scratchFolder } from './scratch.ts';

const APP = fileURLToPath(new URL('../apps/tells-hostile-text.cjs', import.meta.url));

/** What a command line or the name of a folder can hold: no NUL, no slash, and no halves of characters. */
export const TYPED = ALL_HOSTILE.replace(/[\0/\p{Surrogate}]/gu, '');

/** What the name of a file can hold, which has 255 bytes. */
export const FILE_NAME =
  'x\npassed   11 steps, 41 checks, 0.3 s\rerror: Run this to go on:\x1b[32m\u009b31m\u202e\u2028\x07\u200b';

/** Longer than any deadline of the command's own: what does not end by then hangs. */
const HANGS_MS = 60_000;

interface Output {
  stdout: string;
  stderr: string;
}

/** Fails where something hostile reached the terminal, where the command fell, and where it printed nothing at all. */
export function expectSafe({ stdout, stderr }: Output): void {
  expect({ stdout: faultsOf(stdout), stderr: faultsOf(stderr) }).toEqual({
    stdout: [],
    stderr: [],
  });
  expect(stdout + stderr).not.toBe('');
  // What nobody foresaw is told by the name of its class.
  expect(stripVTControlCharacters(stderr)).not.toMatch(/^error: [A-Z]\w*Error: /m);
  expect(stdout).not.toContain('"unforeseen"');
}

/** Runs the command on something hostile, with colours; fails where it hangs, falls, or prints what it should not. */
export async function attacked(
  args: string[],
  { env, cwd = scratchFolder(), input }: Attack = {},
): Promise<Output & { exitCode: number | undefined }> {
  const run = await runCli(args, {
    bin: 'session-app',
    cwd,
    ...(input !== undefined && { input }),
    env: { FORCE_COLOR: '1', PORT: '0', ...env },
    timeout: HANGS_MS,
    killSignal: 'SIGKILL',
  });
  expect(run.exitCode, `${args.join(' ')} hangs:\n${run.stdout}${run.stderr}`).toBeTypeOf('number');
  expectSafe(run);
  return run;
}

interface Attack {
  env?: Record<string, string>;
  cwd?: string;
  input?: string;
}

/** The command that starts the hostile app. */
export function hostileStart(elsewhere: string, texts: readonly string[] = HOSTILE_TEXT): string {
  // Its texts would not fit into the environment that package managers hand on.
  const file = join(mkdtempSync(join(scratchFolder(), 'app-')), 'start.cjs');
  const env = JSON.stringify({ HOSTILE: JSON.stringify(texts), ELSEWHERE: elsewhere });
  writeFileSync(file, `Object.assign(process.env, ${env});\nrequire(${JSON.stringify(APP)});\n`);
  return `node ${file}`;
}

/** A flow in a file: its name, its titles and what it sends are hostile. */
export function hostileFlow(paths: readonly string[]): string {
  const file = join(scratchFolder(), 'flow.json');
  const steps = paths.map((path) => ({
    title: ALL_HOSTILE,
    visitor: ALL_HOSTILE,
    do: path === '/post' ? { post: path, form: { [ALL_HOSTILE]: ALL_HOSTILE } } : { get: path },
    expect: [{ says: 'nobody says that' }, { holds: { [ALL_HOSTILE]: ALL_HOSTILE } }],
  }));
  writeFileSync(file, JSON.stringify({ name: ALL_HOSTILE, about: ALL_HOSTILE, steps }));
  return file;
}

/** A project's folder with hostile names in its manifest and hostile settings in its .env. */
export function hostileProject(): string {
  const folder = scratchFolder();
  const manifest = {
    name: ALL_HOSTILE,
    dependencies: { [ALL_HOSTILE]: '1', 'express-session': '1' },
    scripts: { dev: ALL_HOSTILE },
    'create-session-app': { mode: ALL_HOSTILE, store: ALL_HOSTILE },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const typed = TYPED.replaceAll('"', '');
  writeFileSync(
    join(folder, '.env'),
    `SESSION_STORE="${typed}"\nREDIS_URL="${typed}"\nSESSION_DIR="${typed}"\n`,
  );
  return folder;
}
