import { readFileSync } from 'node:fs';

/** On Linux, the unit is a hundredth of a second on each machine. */
const TICK_US = 10_000;

/** The processor time of a process and its children, in microseconds; undefined if it cannot be read. */
export function cpuTime(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  const theirs = children.filter(Boolean).map((child) => cpuTime(Number(child)) ?? 0);
  return theirs.reduce((sum, time) => sum + time, ((user ?? 0) + (system ?? 0)) * TICK_US);
}
