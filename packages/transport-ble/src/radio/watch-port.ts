import { access } from 'node:fs/promises';

/** How often it is looked, in milliseconds. */
const intervalMs = 1_000;

/**
 * Calls `onGone` once the serial port of a controller is not there any more. The library that reads the port does not always
 * notice: it takes a read of 0 bytes, which is how a port says that its device is gone, for "nothing yet".
 */
export function watchPort(port: string, onGone: () => void): void {
  // The names of ports on Windows are no paths of its file system; there closing is noticed.
  if (process.platform === 'win32') return;
  const timer = setInterval(() => {
    access(port).catch(() => {
      clearInterval(timer);
      onGone();
    });
  }, intervalMs);
}
