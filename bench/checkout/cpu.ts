import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100; // USER_HZ, which Linux fixes for what it tells programs

/** The processor time that a process has used so far, in milliseconds. @throws Error when there is no such process */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [utime, stime] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return ((Number(utime) + Number(stime)) * 1_000) / TICKS_PER_SECOND;
}
