import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const blockBytes = 4 * 1024 * 1024;

/**
 * Writes bytes to a file one after the other, in blocks of 4 MiB, until they are on the disk.
 * @returns milliseconds.
 */
export function writeRawFile(folder: string, totalBytes: number): number {
  const block = Buffer.alloc(blockBytes, 1);
  const path = join(folder, 'raw');
  const startMs = performance.now();
  const file = openSync(path, 'wx');
  for (let left = totalBytes; left > 0; left -= blockBytes) {
    writeSync(file, block, 0, Math.min(left, blockBytes));
  }
  fsyncSync(file);
  closeSync(file);
  const tookMs = performance.now() - startMs;
  rmSync(path);
  return tookMs;
}
