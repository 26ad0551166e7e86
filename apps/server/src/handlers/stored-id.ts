import { createHash } from 'node:crypto';
import { isAbsolute, relative } from 'node:path';

/** The id of a recording in a folder, which is no path: the same for the same place in the folder. */
export function storedIdOf(folder: string, path: string): string {
  const place = relative(folder, path).replaceAll('\\', '/');
  return createHash('sha256').update(place).digest('base64url').slice(0, 22);
}

/** Whether a file is in a folder, or in one in it. */
export function isInFolder(folder: string, path: string): boolean {
  const place = relative(folder, path);
  return !place.startsWith('..') && !isAbsolute(place);
}
