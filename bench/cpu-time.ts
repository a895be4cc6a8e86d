import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the machine. */
const TICK_US = 10_000;

/** The processor time that a process and its children have taken, in microseconds; undefined where nobody can tell. */
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
