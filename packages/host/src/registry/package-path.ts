import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { serializeError } from '@modlink/sdk';

/** Where a path of a manifest leads. */
export type ResolvedPath =
  | { readonly status: 'file'; readonly path: string }
  | { readonly status: 'missing'; readonly reason: string }
  | { readonly status: 'outside'; readonly path: string };

/**
 * Follows a path of a manifest to the real file. Neither `..` nor a link leads out of the package.
 * @param packageFolder - the real path of the package.
 * @param path - as the manifest has it, beginning with `./`.
 */
export async function resolveInPackage(packageFolder: string, path: string): Promise<ResolvedPath> {
  const wanted = resolve(packageFolder, path);
  if (!isInside(packageFolder, wanted)) return { status: 'outside', path: wanted };
  try {
    const real = await realpath(wanted);
    if (!isInside(packageFolder, real)) return { status: 'outside', path: real };
    if (!(await stat(real)).isFile()) return { status: 'missing', reason: 'it is not a file' };
    return { status: 'file', path: real };
  } catch (error) {
    const { code, message } = serializeError(error);
    return { status: 'missing', reason: code === 'ENOENT' ? 'there is no such file' : message };
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
