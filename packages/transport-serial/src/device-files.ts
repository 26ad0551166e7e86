import { watch } from 'node:fs';
import type { Unsubscribe } from '@modlink/sdk';

/** Serial ports of Linux (`ttyUSB0`, `ttyACM0`, `rfcomm0`) and macOS (`tty.usbserial-1`, `cu.usbmodem1`). */
const serialPortFile = /^(tty|cu|rfcomm)/;

/**
 * Calls `look` when the file of a serial port comes or goes, or is given other rights: the hint for a watch. On Windows, and
 * where the folder cannot be watched, it never calls. It keeps no process alive.
 */
export function watchDeviceFiles(look: () => void, folder = '/dev'): Unsubscribe {
  if (process.platform === 'win32') return () => {};
  try {
    const watcher = watch(folder, { persistent: false }, (_event, file) => {
      if (file !== null && serialPortFile.test(file)) look();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}
