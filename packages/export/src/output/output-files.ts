import { randomBytes } from 'node:crypto';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ExportError } from '../errors.js';
import { cannotWrite, OutputFile } from './output-file.js';

export interface OutputFilesOptions {
  /** Whether files that are there already are replaced. */
  readonly overwrite: boolean;
  /** Throws when the export is cancelled. */
  readonly checkCancelled: () => void;
}

/** The files of one export: either all of them appear under their names, or none does. */
export class OutputFiles {
  readonly #options: OutputFilesOptions;
  readonly #files = new Set<OutputFile>();
  readonly #scratch = new Set<OutputFile>();

  constructor(options: OutputFilesOptions) {
    this.#options = options;
  }

  /** @throws {ExportError} `EXPORT_FILE_EXISTS`, `EXPORT_WRITE_FAILED` */
  async create(path: string): Promise<OutputFile> {
    if (!this.#options.overwrite && (await exists(path))) throw fileExists(path);
    const file = await this.#open(path);
    this.#files.add(file);
    return file;
  }

  /**
   * A file that is only needed while the export runs, in the same folder as the one it is for.
   * @throws {ExportError} `EXPORT_WRITE_FAILED`
   */
  async createScratch(path: string): Promise<OutputFile> {
    const file = await this.#open(path);
    this.#scratch.add(file);
    return file;
  }

  /** Takes one file out of the export again. */
  async drop(file: OutputFile): Promise<void> {
    this.#files.delete(file);
    this.#scratch.delete(file);
    await file.abandon();
    await rm(file.temporaryPath, { force: true });
  }

  /** Closes the files and gives them their names. */
  async publish(): Promise<void> {
    const { overwrite } = this.#options;
    for (const file of this.#files) await file.close();
    const published: OutputFile[] = [];
    try {
      for (const file of this.#files) {
        if (!overwrite) await reserve(file.path);
        published.push(file);
        await rename(file.temporaryPath, file.path);
      }
    } catch (error) {
      if (!overwrite) for (const file of published) await rm(file.path, { force: true });
      throw error instanceof ExportError ? error : cannotWrite(published.at(-1)?.path ?? '', error);
    }
    this.#files.clear();
  }

  /** Removes what was not published. */
  async discard(): Promise<void> {
    for (const file of [...this.#files, ...this.#scratch]) await this.drop(file);
  }

  async #open(path: string): Promise<OutputFile> {
    const temporaryPath = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await mkdir(dirname(path), { recursive: true });
      return await OutputFile.create(path, temporaryPath, this.#options.checkCancelled);
    } catch (cause) {
      throw cannotWrite(path, cause);
    }
  }
}

/** Makes an empty file of that name, so that the rename that follows replaces nobody else's. */
async function reserve(path: string): Promise<void> {
  try {
    await (await open(path, 'wx')).close();
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? fileExists(path) : cannotWrite(path, cause);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function fileExists(path: string): ExportError {
  return new ExportError(
    'EXPORT_FILE_EXISTS',
    `The file ${path} exists already. Choose another output, or ask for it to be overwritten.`,
    { subject: { path } },
  );
}
