import { Worker } from 'node:worker_threads';

/**
 * Runs in a thread of its own: a driver that blocks its event loop does not hold it up. A process whose parent is gone is
 * given to another one, so that its parent's id changes.
 */
const watch = `
  const { workerData: { intervalMs, graceMs } } = require('node:worker_threads');
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs);
  }, intervalMs);
`;

/**
 * Ends this process when its parent has gone and its own event loop cannot notice: otherwise a driver that hangs would
 * outlive a host that was killed, and keep its device. Windows gives no sign of a lost parent; there nothing is done.
 * @param graceMs - time for the process to leave in order, from when the parent is missed.
 */
export function endWithParent(graceMs: number): void {
  if (process.platform === 'win32') return;
  const workerData = { intervalMs: 1_000, graceMs };
  new Worker(watch, { eval: true, workerData, resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref();
}
