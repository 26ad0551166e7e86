import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { OutputFile } from './output-file.js';

/** A file in a zip. Its content is asked for when its turn comes. */
export interface ZipEntry {
  readonly name: string;
  readonly content: () => AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
}

/**
 * Writes a zip (PKWARE APPNOTE 6.3, with the Zip64 fields where it or a file in it needs them), its files stored as they
 * are: sample data hardly gets smaller, and a reader can map what is stored.
 * @param modified - the date of all files in it: the same recording gives the same bytes.
 */
export async function writeZip(file: OutputFile, entries: Iterable<ZipEntry>, modified: Date): Promise<void> {
  const zip = new ZipFile();
  const output = Readable.from(zip.outputStream);
  zip.on('error', (error: Error) => output.destroy(error));
  for (const { name, content, sizeBytes } of entries) {
    zip.addReadStreamLazy(name, { compress: false, size: sizeBytes, mtime: modified }, (take) => {
      // The library does not listen to what it is given: an error of it would end the process.
      take(
        null,
        Readable.from(content()).on('error', (error) => output.destroy(error)),
      );
    });
  }
  zip.end();
  for await (const bytes of output) await file.write(bytes);
}
