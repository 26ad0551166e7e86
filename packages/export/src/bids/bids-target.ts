import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportedFile, ExportJob } from '../export-format.js';
import type { OutputFile } from '../output/output-file.js';
import type { Outputs } from '../output/output-files.js';
import { ZippedOutputs } from '../output/zipped-outputs.js';

/** The data set that a recording is put into: names in it have slashes. */
export class BidsTarget {
  readonly #outputs: Outputs;
  readonly #root: string | undefined;
  readonly #written: { file: OutputFile; streamId: string | undefined; rows: () => number }[] = [];

  /** @param root - the folder of the data set, which may be there already; absent for a new one, in a zip. */
  constructor(outputs: Outputs, root: string | undefined) {
    this.#outputs = outputs;
    this.#root = root;
  }

  /** What goes into it. */
  get files(): ExportedFile[] {
    return this.#written.map(({ file, streamId, rows }) => ({
      path: file.path,
      ...(streamId !== undefined && { streamId }),
      rows: rows(),
      sizeBytes: file.sizeBytes,
    }));
  }

  path(name: string): string {
    return this.#root === undefined ? name : join(this.#root, name);
  }

  /** What is there already under a name. */
  async read(name: string): Promise<string | undefined> {
    return this.#root === undefined ? undefined : readIfThere(this.path(name));
  }

  /** A new version of a file that belongs to the whole data set. */
  async writeShared(name: string, text: string): Promise<void> {
    await this.#writeText(await this.#outputs.replace(this.path(name)), text);
  }

  /** A file of the recording. */
  async write(name: string, text: string): Promise<void> {
    await this.#writeText(await this.#outputs.create(this.path(name)), text);
  }

  /** A file of samples that somebody writes. @param rows - how many, when it is written. */
  list(file: OutputFile, streamId: string, rows: () => number): void {
    this.#written.push({ file, streamId, rows });
  }

  async #writeText(file: OutputFile, text: string): Promise<void> {
    await file.write(text);
    this.#written.push({ file, streamId: undefined, rows: () => 0 });
  }
}

/** The zip that an export makes, or the folder that it adds to. */
export async function bidsPlace({ stem, options, outputs }: ExportJob): Promise<{
  readonly outputs: Outputs;
  readonly root: string | undefined;
  readonly zipped: ZippedOutputs | undefined;
}> {
  if (options.packing === 'zip') {
    const zipped = new ZippedOutputs(`${stem}.bids.zip`, outputs);
    return { outputs: zipped, root: undefined, zipped };
  }
  const folder = dirname(stem);
  // A folder that is a data set already is meant itself.
  const isDataset = (await readIfThere(join(folder, 'dataset_description.json'))) !== undefined;
  const root = isDataset ? folder : join(folder, 'bids');
  // What is in its tables is read, and written anew when the export is over.
  await outputs.lock(root);
  return { outputs, root, zipped: undefined };
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
