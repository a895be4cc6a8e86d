import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../src/failure.ts';

/** The tests' folders hold less than half as much at a time. */
const ROOM = 4 * 2 ** 30;

/**
 * A folder in memory for all that the tests write, so that none of them waits for a disk; undefined where the machine
 * has no such place, where there is little room, or where no program may be run from there.
 *
 * @param parent a file system in memory
 */
export function folderInMemory(parent = '/dev/shm'): string | undefined {
  let folder: string | undefined;
  try {
    removeLeftOver(parent);
    const { bavail, bsize } = statfsSync(parent);
    if (bavail * bsize < ROOM || freemem() < 2 * ROOM) return undefined;
    // Sockets lie in there, whose paths may not be long.
    const path = join(parent, `csa-${process.pid}`);
    // Tests that run as somebody else must pass through, as they do through other temporary folders.
    mkdirSync(path, { mode: 0o711 });
    folder = path;
    const script = join(folder, 'script');
    writeFileSync(script, '#!/bin/sh\n', { mode: 0o755 });
    if (spawnSync(script).status === 0) return folder;
  } catch {
    // It is not there, or not ours to write to.
  }
  if (folder) rmSync(folder, { recursive: true });
  return undefined;
}

/** Removes what runs have left that were killed: memory is dearer than a disk. */
function removeLeftOver(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = /^csa-(\d+)$/.exec(name) ?? [];
    if (pid && !isRunning(Number(pid)))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
