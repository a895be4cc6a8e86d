import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { CLEAN_ENV } from './cli.ts';
import { scratchFolder } from './scratch.ts';

/** A named pipe: whoever opens it as a file waits until somebody writes. */
export function makePipe(path: string): string {
  execFileSync('mkfifo', [path]);
  return path;
}

/** A file for the process id of a daemon that a program leaves; the daemon is ended with the running test. */
export function daemonFile(): string {
  const file = join(scratchFolder(), 'pid');
  onTestFinished(() => {
    if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
  });
  return file;
}

/** An environment in which a program is a script of the test's own. */
export function withProgram(name: string, script: string): Record<string, string> {
  const folder = scratchFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return { PATH: [folder, CLEAN_ENV.PATH].join(delimiter) };
}
