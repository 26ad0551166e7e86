import { watch } from 'node:fs';
import type { Unsubscribe } from '@modlink/sdk';

/**
 * Calls `look` when a file of a HID interface comes or goes: the hint for a watch on Linux. Elsewhere, and where the folder
 * cannot be watched, it never calls.
 */
export function watchDeviceFiles(look: () => void): Unsubscribe {
  if (process.platform !== 'linux') return () => {};
  try {
    const watcher = watch('/dev', { persistent: false }, (_, file) => {
      if (file?.startsWith('hidraw')) look();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}
