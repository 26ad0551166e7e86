/**
 * Looks through a tarball while it arrives, before anything of it is unpacked. npm's own unpacking leaves out links and
 * strips paths quietly; a package that tries such things is refused here as a whole, and one that is too large ends the
 * download.
 */
import { posix } from 'node:path';
import { Parser } from 'tar';
import { InstallerError } from '../installer-error.js';

/** What a driver may hold together with everything that it depends on. */
export interface PackageLimits {
  /** Bytes of files. */
  readonly maxUnpackedBytes: number;
  /** Bytes of tarballs. */
  readonly maxDownloadBytes: number;
  readonly maxFiles: number;
}

export const defaultPackageLimits: PackageLimits = {
  maxUnpackedBytes: 1024 ** 3,
  maxDownloadBytes: 256 * 1024 ** 2,
  maxFiles: 50_000,
};

/** What was used of the limits. One budget goes through all tarballs of a tree. */
export class SizeBudget {
  readonly limits: PackageLimits;
  downloadedBytes = 0;
  unpackedBytes = 0;
  files = 0;

  constructor(limits: PackageLimits) {
    this.limits = limits;
  }

  /** @throws {InstallerError} `PACKAGE_TOO_LARGE` */
  check(name: string): void {
    const over = (
      [
        [this.unpackedBytes, this.limits.maxUnpackedBytes, 'bytes unpacked'],
        [this.downloadedBytes, this.limits.maxDownloadBytes, 'bytes to download'],
        [this.files, this.limits.maxFiles, 'files'],
      ] as const
    ).find(([used, limit]) => used > limit);
    if (over === undefined) return;
    throw new InstallerError(
      'PACKAGE_TOO_LARGE',
      `${name}, with what it depends on, has more than ${over[1]} ${over[2]}, which is the limit. It was not installed. ` +
        'If it is meant to be that large, allow more with the limits of the installer.',
      { subject: { package: name } },
    );
  }
}

/** As npm's libraries give tarballs: a stream of chunks with an error event. */
export interface TarballStream {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  destroy(): unknown;
}

/**
 * Reads a tarball to its end, and nothing of it into memory.
 * @param onChunk - gets the bytes as they come.
 * @throws {InstallerError} `PACKAGE_TOO_LARGE`, `PACKAGE_PATH_ESCAPE`, `PACKAGE_LINK_ESCAPE`, `PACKAGE_INVALID`; and what the
 * stream fails with.
 */
export function screenTarball(
  stream: TarballStream,
  name: string,
  budget: SizeBudget,
  onChunk: (chunk: Buffer) => void = () => undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let refused = false;
    const refuse = (error: unknown) => {
      refused = true;
      // What is left of it is not read any more.
      stream.destroy();
      reject(error);
    };
    const guarded = (check: () => void) => {
      if (refused) return;
      try {
        check();
      } catch (error) {
        refuse(error);
      }
    };
    const parser = new Parser({
      // Other warnings are of what is left out when it is unpacked.
      onwarn: (code, message) => {
        if (code === 'TAR_BAD_ARCHIVE') refuse(invalidTarball(name, String(message)));
      },
      onReadEntry(entry) {
        guarded(() => {
          budget.files += 1;
          budget.unpackedBytes += entry.size;
          budget.check(name);
          checkEntry(name, entry);
        });
        entry.resume();
      },
    });
    parser.on('error', (cause: Error) => refuse(invalidTarball(name, cause.message, cause)));
    parser.on('end', () => resolve());
    stream.on('error', refuse);
    stream.on('data', (chunk) => {
      guarded(() => {
        budget.downloadedBytes += chunk.length;
        budget.check(name);
        onChunk(chunk);
        parser.write(chunk);
      });
    });
    stream.on('end', () => guarded(() => parser.end()));
  });
}

interface Entry {
  readonly path: string;
  readonly type: string;
  readonly linkpath?: string | undefined;
}

function checkEntry(name: string, { path, type, linkpath = '' }: Entry): void {
  if (leadsOut(path)) {
    throw new InstallerError(
      'PACKAGE_PATH_ESCAPE',
      `The tarball of ${name} has a file that would be unpacked outside of the package: ${JSON.stringify(path)}. ` +
        'Such a package is not installed. Do not trust where it comes from.',
      { subject: { package: name, path } },
    );
  }
  // The target of a hard link begins at the root of the tarball, that of a symbolic one at the link.
  const target = type === 'SymbolicLink' ? posix.join(posix.dirname(path), slashed(linkpath)) : linkpath;
  const isLink = type === 'SymbolicLink' || type === 'Link';
  if (isLink && (isAbsolute(linkpath) || leadsOut(target) || rootOf(target) !== rootOf(path))) {
    throw new InstallerError(
      'PACKAGE_LINK_ESCAPE',
      `The tarball of ${name} has a link that leads out of the package: ${JSON.stringify(path)} to ` +
        `${JSON.stringify(linkpath)}. Such a package is not installed. Do not trust where it comes from.`,
      { subject: { package: name, path } },
    );
  }
}

const slashed = (path: string) => path.replaceAll('\\', '/');
const isAbsolute = (path: string) => /^([a-z]:|[\\/])/i.test(path);
/** Everything of a package is below one folder of its tarball, usually `package`. */
const rootOf = (path: string) => posix.normalize(slashed(path)).split('/')[0];

function leadsOut(path: string): boolean {
  return isAbsolute(path) || slashed(path).split('/').includes('..');
}

function invalidTarball(name: string, reason: string, cause?: Error): InstallerError {
  return new InstallerError(
    'PACKAGE_INVALID',
    `The tarball of ${name} is damaged: ${reason}. Try again, or get it anew.`,
    {
      cause,
      subject: { package: name },
    },
  );
}
