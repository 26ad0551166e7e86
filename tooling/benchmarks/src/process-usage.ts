/** What a process takes of the machine, from Linux's `/proc` (proc(5)). */
import { readFile } from 'node:fs/promises';

export interface ProcessUsage {
  /** Processor time since the process began, user and system, milliseconds. */
  readonly cpuMs: number;
  /** Resident memory, MB. */
  readonly memoryMB: number;
}

/** Processor time in `/proc` is counted in these: USER_HZ, 100 a second on every Linux that Node runs on (time(7)). */
const tickMs = 10;

/** @returns `undefined` where there is no `/proc`, or no such process. */
export async function processUsage(pid: number): Promise<ProcessUsage | undefined> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    // The second field, the program's name in parentheses, may contain anything; `utime` and `stime` are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const residentKiB = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
    return { cpuMs: ticks * tickMs, memoryMB: (residentKiB * 1024) / 1e6 };
  } catch {
    return undefined;
  }
}
