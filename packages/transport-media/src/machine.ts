/** The one file that runs programs and reads the system: behind an interface of what this package needs of a machine. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import type { Unsubscribe } from '@modlink/sdk';

/** What a program said. */
export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Runs a program to its end, whatever its exit code. @returns `undefined` where it is not installed. */
  run(program: Program, args: readonly string[]): Promise<ProgramOutput | undefined>;
  /** Starts ffmpeg, with a pipe on file descriptor 3 beside the usual three. */
  startFfmpeg(args: readonly string[]): ChildProcess;
  /** The text of a file, `undefined` where there is none. */
  readText(path: string): Promise<string | undefined>;
  /** The names in a folder, none where there is no such folder. */
  readFolder(path: string): Promise<readonly string[]>;
  /** Where links lead to; `undefined` where nothing is. */
  realPath(path: string): Promise<string | undefined>;
  /** Calls `onChange` when something comes or goes in a folder, where the platform tells. It keeps no process alive. */
  watchFolder(path: string, onChange: () => void): Unsubscribe;
}

/** The programs that this package runs. All but ffmpeg may be missing. */
export type Program = 'ffmpeg' | 'v4l2-ctl' | 'pactl';

/** A listing that takes longer is given up: a device that hangs must not hang the search. */
const listingLimitMs = 15_000;
const outputLimitBytes = 4 * 1024 * 1024;

/** Where ffmpeg is: `MODLINK_FFMPEG`, or found on the path. */
const fileOf = (program: Program): string =>
  program === 'ffmpeg' ? process.env.MODLINK_FFMPEG || 'ffmpeg' : program;

/** This machine. */
export const thisMachine: Machine = {
  platform: process.platform,
  run: (program, args) =>
    new Promise((resolve) => {
      const limits = { timeout: listingLimitMs, maxBuffer: outputLimitBytes, windowsHide: true };
      execFile(fileOf(program), args, limits, (error, stdout, stderr) => {
        const isMissing = error?.code === 'ENOENT' || error?.code === 'EACCES';
        resolve(isMissing ? undefined : { stdout, stderr });
      });
    }),
  startFfmpeg: (args) =>
    spawn(fileOf('ffmpeg'), args, {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // A process group of its own: Ctrl-C in a terminal is for the program that uses the camera, which then closes it.
      detached: process.platform !== 'win32',
    }),
  readText: (path) => readFile(path, 'utf8').catch(() => undefined),
  readFolder: (path) => readdir(path).catch(() => []),
  realPath: (path) => realpath(path).catch(() => undefined),
  watchFolder: (path, onChange) => {
    try {
      const watcher = watch(path, { persistent: false }, onChange);
      watcher.on('error', () => watcher.close());
      return () => watcher.close();
    } catch {
      return () => {};
    }
  },
};
