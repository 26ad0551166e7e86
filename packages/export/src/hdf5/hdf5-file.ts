import type { File } from 'h5wasm/node';
import type { ExportJob } from '../export-format.js';
import { cannotWrite, type OutputFile } from '../output/output-file.js';

/**
 * Has the HDF5 library write a file.
 * @throws {ExportError} `EXPORT_WRITE_FAILED`, and what `write` throws.
 */
export async function writeHdf5File(
  { outputs }: Pick<ExportJob, 'outputs'>,
  path: string,
  write: (file: File) => Promise<void>,
): Promise<OutputFile> {
  const output = await outputs.create(path);
  // Loaded when it is needed: it is the HDF5 library itself, in WebAssembly.
  const { default: hdf5 } = await import('h5wasm/node');
  // Without this a failed write is words on the console and no error.
  (await hdf5.ready).activate_throwing_error_handler();
  const file = new hdf5.File(output.temporaryPath, 'w');
  try {
    await write(file);
    file.flush();
    file.close();
  } catch (cause) {
    closeAfterFailure(file);
    if (!isLibraryError(cause)) throw cause;
    throw cannotWrite(output.path, new Error('the HDF5 library reports a failed write', { cause }));
  }
  await output.adopt();
  return output;
}

/** What cannot be written makes closing fail, too; what went wrong first says more. */
function closeAfterFailure(file: File): void {
  try {
    file.close();
  } catch {
    // Said already.
  }
}

/** The errors of the library itself are plain ones; ours and those of the recording have a code. */
function isLibraryError(cause: unknown): boolean {
  return cause instanceof Error && !('code' in cause);
}
