import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type CaptureHeader, captureSuffix } from '../format/capture-format.js';

/** Takes the capture of one connection. */
export interface CaptureSink {
  /** Takes one line, with its line break. */
  write(line: string): void;
  /** Nothing more comes. */
  end(): void;
}

/** Where the captures of connections go. */
export type OpenSink = (header: CaptureHeader) => CaptureSink;

/** What a {@link captureFolder} is made of. */
export interface CaptureFolderOptions {
  /** Where the files go; it is made where it is missing. */
  readonly folder: string;
  /** What the names of the files begin with, such as the id of a driver. */
  readonly name: string;
  /** Told of each file. */
  readonly onFile?: ((path: string) => void) | undefined;
}

/**
 * A file for each connection: `<name>-<device>-<time>.capture.jsonl`. Each line is handed to the operating system before the
 * program goes on, so that a capture is there up to the moment at which a driver crashed.
 */
export function captureFolder({ folder, name, onFile }: CaptureFolderOptions): OpenSink {
  return ({ open, startNs }) => {
    mkdirSync(folder, { recursive: true });
    const device = String(open.options.path ?? open.options.id ?? '');
    const time = new Date(Number(startNs / 1_000_000n)).toISOString().replaceAll(/[-:.]/g, '');
    const base = [name, device, time].map(fileNamePart).filter(Boolean).join('-');
    const { file, path } = createFile(folder, base);
    onFile?.(path);
    return {
      // All of it, also where the system takes it in parts: half a line may stand at the end only.
      write: (line) => appendFileSync(file, line),
      end: () => closeSync(file),
    };
  };
}

/** Two connections may begin in the same millisecond; no file is ever overwritten. */
function createFile(folder: string, base: string): { file: number; path: string } {
  for (let number = 1; ; number++) {
    const path = join(folder, `${base}${number === 1 ? '' : `-${number}`}${captureSuffix}`);
    try {
      return { file: openSync(path, 'wx'), path };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** What every file system takes in a name, and not too much of it: the end of a path says more than its beginning. */
const fileNamePart = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9_]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(-60);
