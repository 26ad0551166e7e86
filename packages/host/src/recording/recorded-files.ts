import { basename } from 'node:path';
import {
  type ChunkCodec,
  encodeSeries,
  eventsChannel,
  McapRecordingWriter,
  type RecordingWriter,
  recordingProfile,
  recordingSchemas,
  seriesRecordName,
} from '@modlink/recording/format';
import { partPath, RecordingFile } from './recording-file.js';
import type { RecordingWorkerData } from './worker-protocol.js';

/** A file and what makes its content. */
interface OpenFile {
  readonly file: RecordingFile;
  readonly writer: RecordingWriter;
}

/** The files of a recording, of which one is written to. */
export class RecordedFiles {
  readonly #options: RecordingWorkerData;
  readonly #codec: ChunkCodec | undefined;
  #current: OpenFile;
  /** All that are not closed yet; the first is the last that the other side knows of. */
  readonly #files: RecordingFile[];
  #part = 1;
  /** Of the files before the current one. */
  #flushedBytes = 0;
  #flushedUpToNs = 0n;

  private constructor(options: RecordingWorkerData, codec: ChunkCodec | undefined, first: OpenFile) {
    this.#options = options;
    this.#codec = codec;
    this.#current = first;
    this.#files = [first.file];
  }

  /** @throws {HostError} `RECORDING_FILE_EXISTS`, `RECORDING_NOT_WRITABLE`, `RECORDING_DISK_FULL`; there is no file then. */
  static async begin(options: RecordingWorkerData, codec: ChunkCodec | undefined): Promise<RecordedFiles> {
    const path = options.hasParts ? partPath(options.path, 1) : options.path;
    const file = RecordingFile.create(path, options.whenExisting);
    const writer = begin(file, options, codec);
    try {
      await file.written();
    } catch (error) {
      await file.remove();
      throw error;
    }
    return new RecordedFiles(options, codec, { file, writer });
  }

  get path(): string {
    return this.#current.file.path;
  }

  get writer(): RecordingWriter {
    return this.#current.writer;
  }

  /** Of the current one, with what is still to be written. */
  get fileBytes(): number {
    return this.#current.file.size;
  }

  /** Bytes of message records that were added to all files. */
  get addedBytes(): number {
    return this.#flushedBytes + this.writer.addedBytes;
  }

  /** Bytes of message records that were flushed to all files. */
  get flushedBytes(): number {
    return this.#flushedBytes + this.writer.flushedBytes;
  }

  get flushedUpToNs(): bigint {
    return this.writer.flushedUpToNs ?? this.#flushedUpToNs;
  }

  /**
   * Resolves when what was flushed is in the file; on the disk, where it is asked for.
   * @throws {HostError} `RECORDING_DISK_FULL`, `RECORDING_WRITE_FAILED`
   */
  written(): Promise<void> {
    const { file } = this.#current;
    if (this.#options.fsync) file.sync();
    return file.written();
  }

  /**
   * Completes a file, and goes on in the next; each has the other's name.
   * @throws {HostError} as {@link begin} and {@link written}
   */
  async roll(): Promise<{ readonly path: string; readonly finishedBytes: number }> {
    const { file, writer } = this.#current;
    this.#part += 1;
    const next = RecordingFile.create(partPath(this.#options.path, this.#part), 'number');
    this.#files.push(next);
    writer.addMetadata(seriesRecordName, encodeSeries({ next: basename(next.path) }));
    writer.finish();
    const finished = file.finish();
    // Whenever it ends, there is nothing in a file that the one before does not come up to.
    next.startAfter(finished);
    this.#flushedBytes += writer.flushedBytes;
    this.#flushedUpToNs = writer.flushedUpToNs ?? this.#flushedUpToNs;
    this.#current = { file: next, writer: begin(next, this.#options, this.#codec) };
    this.writer.addMetadata(seriesRecordName, encodeSeries({ previous: basename(file.path) }));
    await next.written();
    this.#files.shift();
    return { path: next.path, finishedBytes: file.size };
  }

  /**
   * Completes the last file.
   * @returns its size.
   * @throws {HostError} as {@link written}
   */
  async finish(): Promise<number> {
    const { file, writer } = this.#current;
    writer.finish();
    await file.finish();
    return file.size;
  }

  /**
   * Closes what is open as it is, and takes files away that have nothing in them.
   * @returns how large the one is that the other side knows of.
   */
  async abandon(): Promise<number> {
    for (const file of this.#files) await (file.writtenBytes === 0 ? file.remove() : file.close());
    return this.#files[0]?.writtenBytes ?? 0;
  }
}

/** What every file begins with. */
function begin(
  file: RecordingFile,
  { library, chunkSizeBytes }: RecordingWorkerData,
  codec: ChunkCodec | undefined,
): RecordingWriter {
  const writer = new McapRecordingWriter({ file, profile: recordingProfile, library, chunkSizeBytes, codec });
  for (const schema of recordingSchemas) writer.addSchema(schema);
  writer.addChannel(eventsChannel);
  return writer;
}
