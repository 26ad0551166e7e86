/** Checks of Node, of programs, and of folders. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { sizeText } from '../output/quantities.js';
import { type Finding, ok, problem, warning } from './finding.js';

const run = promisify(execFile);

/** As `engines` of the package says. */
const oldestNode = [20, 19] as const;
/** An hour of 16 channels at 1 kHz takes about 0.3 GB, an hour of uncompressed video a hundred times that. */
const littleSpaceBytes = 5e9;
const noSpaceBytes = 500e6;

export function checkNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return isNewEnough
    ? ok('Node.js', `version ${version}`)
    : problem(
        'Node.js',
        `version ${version}; ${oldestNode.join('.')} or newer is needed`,
        'Install a current version from https://nodejs.org.',
      );
}

export async function checkFfmpeg(): Promise<Finding> {
  try {
    const { stdout } = await run('ffmpeg', ['-version'], { timeout: 10_000 });
    return ok('ffmpeg', stdout.split('\n', 1)[0]?.replace(/ Copyright.*/, '') ?? 'found');
  } catch {
    return warning(
      'ffmpeg',
      'not found; cameras, microphones and video exports need it, nothing else does',
      'Install it from https://ffmpeg.org or with your package manager, so that "ffmpeg -version" works.',
    );
  }
}

/**
 * @param check - what the folder is for.
 * @param otherFolder - how to choose another one.
 */
export async function checkWritable(check: string, folder: string, otherFolder: string): Promise<Finding> {
  const existing = await nearestFolder(folder);
  try {
    await access(existing, constants.W_OK | constants.X_OK);
    return ok(check, existing === folder ? folder : `${folder} (made when it is needed)`);
  } catch {
    return problem(
      check,
      `${existing} cannot be written to by this user`,
      `Give this user permission to write there, or choose another folder with ${otherFolder}.`,
    );
  }
}

export async function checkSpace(folder: string): Promise<Finding> {
  const check = 'Free disk space';
  const existing = await nearestFolder(folder);
  const { bavail, bsize } = await statfs(existing);
  const freeBytes = bavail * bsize;
  const message = `${sizeText(freeBytes)} for recordings in ${folder}`;
  const remedy = 'Make room, or record to another disk with --out.';
  if (freeBytes < noSpaceBytes) return problem(check, message, remedy);
  return freeBytes < littleSpaceBytes ? warning(check, message, remedy) : ok(check, message);
}

/** The folder itself, or the nearest one above it that exists. */
async function nearestFolder(folder: string): Promise<string> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}
