import { execFileSync } from 'node:child_process';
import { CLEAN_ENV } from './cli.ts';

/** Runs git in a folder, and answers what it prints. */
export function git(directory: string, ...words: string[]): string {
  return execFileSync('git', words, { cwd: directory, env: CLEAN_ENV, encoding: 'utf8' });
}

/** Commits all that is in a folder, which becomes a repository where it is none. */
export function commitAll(directory: string): void {
  git(directory, 'init', '--quiet');
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--allow-empty', '--message', 'Everything');
}
