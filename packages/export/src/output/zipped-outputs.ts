import type { OutputFile } from './output-file.js';
import type { Outputs } from './output-files.js';
import { ZipWriter } from './zip.js';

/** Files that go into a zip: until it is written, they are beside it. */
export class ZippedOutputs implements Outputs {
  readonly #path: string;
  readonly #outputs: Outputs;
  readonly #files = new Map<OutputFile, string>();

  /** @param path - of the zip. */
  constructor(path: string, outputs: Outputs) {
    this.#path = path;
    this.#outputs = outputs;
  }

  async create(path: string): Promise<OutputFile> {
    const file = await this.#outputs.createScratch(this.#path);
    this.#files.set(file, path);
    return file;
  }

  /** In a new zip nothing is there yet. */
  replace(path: string): Promise<OutputFile> {
    return this.create(path);
  }

  /** Nobody else adds to it. */
  async lock(): Promise<void> {}

  createScratch(): Promise<OutputFile> {
    return this.#outputs.createScratch(this.#path);
  }

  drop(file: OutputFile): Promise<void> {
    this.#files.delete(file);
    return this.#outputs.drop(file);
  }

  /**
   * Begins the zip and puts the files into it, in the order in which they were created.
   * @param nameOf - their names in it, by the paths under which they were created.
   * @param modified - the date of all files.
   */
  async begin(
    nameOf: (path: string) => string,
    modified: Date,
  ): Promise<{ zip: ZipWriter; file: OutputFile }> {
    const file = await this.#outputs.create(this.#path);
    const zip = new ZipWriter(file, await this.createScratch(), modified);
    for (const [content, path] of this.#files) {
      await zip.add({ name: nameOf(path), content: await content.read() });
      await this.#outputs.drop(content);
    }
    return { zip, file };
  }
}
