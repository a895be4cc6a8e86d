import { spawnSync } from 'node:child_process';

/**
 * Sends a signal to all processes of a group.
 *
 * @param signal 0 to ask only whether there are any
 * @returns whether there was one; always false on Windows
 */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    if (process.platform !== 'win32') return process.kill(-pid, signal);
    if (signal !== 0) endTree(pid);
  } catch {
    // It has ended already.
  }
  return false;
}

/** Windows has neither signals nor process groups: this ends the process and all its children at once. */
function endTree(pid: number): void {
  spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
}
