import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { ExportError } from '../errors.js';
import { type FolderLock, folderLockName, lockFolder } from './folder-lock.js';
import { cannotWrite, OutputFile } from './output-file.js';

export interface OutputFilesOptions {
  /** Whether files that are there already are replaced. */
  readonly overwrite: boolean;
  /** Throws when the export is cancelled. */
  readonly checkCancelled: () => void;
}

/** Where a format puts its files. */
export type Outputs = Pick<OutputFiles, 'create' | 'createScratch' | 'drop' | 'lock' | 'replace'>;

/** The files of one export: either all of them appear under their names, or none does. */
export class OutputFiles {
  readonly #options: OutputFilesOptions;
  readonly #files = new Set<OutputFile>();
  readonly #scratch = new Set<OutputFile>();
  readonly #replacing = new Set<OutputFile>();
  readonly #newFolders = new Set<string>();
  readonly #locks = new Map<string, FolderLock>();

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
   * A new version of a file that may be there and whose content was looked at: it takes its place.
   * @throws {ExportError} `EXPORT_WRITE_FAILED`
   */
  async replace(path: string): Promise<OutputFile> {
    const file = await this.#open(path);
    this.#files.add(file);
    this.#replacing.add(file);
    return file;
  }

  /**
   * Keeps other exports out of a folder that several add to, until this one is over.
   * @throws {ExportError} `EXPORT_IN_USE`, `EXPORT_WRITE_FAILED`
   */
  async lock(folder: string): Promise<void> {
    const { checkCancelled } = this.#options;
    const held = await lockFolder(folder, checkCancelled, (newFolder) => this.#newFolders.add(newFolder));
    this.#locks.set(folder, held);
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
    for (const lock of this.#locks.values()) lock.requireHeld();
    const published: OutputFile[] = [];
    try {
      for (const file of this.#files) {
        const mayReplace = overwrite || this.#replacing.has(file);
        if (!mayReplace) await reserve(file.path);
        published.push(file);
        await rename(file.temporaryPath, file.path);
      }
    } catch (error) {
      for (const file of published) {
        if (!overwrite && !this.#replacing.has(file)) await rm(file.path, { force: true });
      }
      throw error instanceof ExportError ? error : cannotWrite(published.at(-1)?.path ?? '', error);
    }
    this.#files.clear();
    this.#newFolders.clear();
  }

  /** Removes what was not published. */
  async discard(): Promise<void> {
    for (const file of [...this.#files, ...this.#scratch]) await this.drop(file);
    for (const folder of this.#newFolders) await removeEmptyFolders(folder);
    for (const [folder, lock] of this.#locks) {
      await lock.release();
      const isNew = [...this.#newFolders].some((each) => `${folder}${sep}`.startsWith(`${each}${sep}`));
      if (isNew) await removeIfEmpty(folder, this.#newFolders);
    }
  }

  async #open(path: string): Promise<OutputFile> {
    const temporaryPath = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      const newFolder = await mkdir(dirname(path), { recursive: true });
      if (newFolder !== undefined) this.#newFolders.add(newFolder);
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

/** Removes a folder that was locked, and those it is in as far as they are new: what others have put into it by now stays. */
async function removeIfEmpty(folder: string, newFolders: ReadonlySet<string>): Promise<void> {
  try {
    await rmdir(folder);
    if (!newFolders.has(folder)) await removeIfEmpty(dirname(folder), newFolders);
  } catch {
    // It is not empty.
  }
}

/** Removes a folder with those in it, where no file is in them. */
async function removeEmptyFolders(folder: string): Promise<void> {
  // It may be gone with one that it was in.
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    // The lock of an export is a folder.
    if (entry.isDirectory() && entry.name !== folderLockName)
      await removeEmptyFolders(join(folder, entry.name));
  }
  // Somebody else's file may be in it by now.
  await rmdir(folder).catch(() => undefined);
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
