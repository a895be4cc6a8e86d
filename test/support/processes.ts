import { execFileSync } from 'node:child_process';
import { expect, vi } from 'vitest';

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** The processes that run. One that has ended, and waits for somebody to take note, does not. */
function processes(): Process[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((row) => {
    const [, pid, parent, state, command] = /^ *(\d+) +(\d+) +(\S+) +(.*)$/.exec(row) ?? [];
    if (!command || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** The processes that a process has started, and those that they have. */
export function descendantsOf(pid: number): number[] {
  const running = processes();
  const childrenOf = (parent: number): number[] =>
    running.flatMap((one) => (one.parent === parent ? [one.pid, ...childrenOf(one.pid)] : []));
  return childrenOf(pid);
}

/** Waits until none of them runs any more. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(0);
  const left = () => processes().filter(({ pid }) => pids.includes(pid));
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 10_000 });
}
