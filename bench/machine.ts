import { spawnSync } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';

/** The facts about the machine that a reader needs, each with its name. */
export function machineFacts(redisServer: string | undefined): string[][] {
  return [
    ['system', `${process.platform} ${process.arch}`],
    ['cores', String(availableParallelism())],
    ['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['Node.js', process.versions.node],
    ['Redis', redisServer ? versionOf(redisServer) : 'none'],
  ];
}

function versionOf(redisServer: string): string {
  const { stdout } = spawnSync(redisServer, ['--version'], { encoding: 'utf8' });
  return /v=(\S+)/.exec(stdout)?.[1] ?? stdout.trim();
}
