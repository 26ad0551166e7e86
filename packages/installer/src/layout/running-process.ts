import { serializeError } from '@modlink/sdk';

/** Whether a process of this machine runs, whoever's it is: what one left behind that does not is in nobody's use. */
export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return serializeError(error).code === 'EPERM';
  }
}
