/**
 * Messages on their way to the worker that owns the file: their records, as they will stand in it, in memory that both threads
 * see. One thread adds, the other reads what is there, whether or not the first has anything to say at that moment.
 */
import {
  messageHeadBytes,
  messageRecordBytes,
  type RecordingMessage,
  type RecordMemory,
  writeMessageRecord,
} from '@modlink/recording/format';

/** How many bytes of records there are: before the records, so that it goes where they go. */
const headBytes = 8;
/**
 * The data of a record that has this size begin at a multiple of 8, with zeros before the record: bytes of shared memory are
 * copied seven times faster there.
 */
const alignedFromBytes = 1024;

/** The room that a message may take. */
export const mostRecordBytes = (dataLength: number): number => messageRecordBytes(dataLength) + 7;

export class RecordSegment {
  readonly shared: SharedArrayBuffer;
  readonly #used: Int32Array;
  readonly #memory: RecordMemory;

  /** @param shared - as another segment has it, in another thread. */
  constructor(shared: SharedArrayBuffer) {
    this.shared = shared;
    this.#used = new Int32Array(shared, 0, 1);
    this.#memory = { bytes: new Uint8Array(shared, headBytes), view: new DataView(shared, headBytes) };
  }

  static ofSize(sizeBytes: number): RecordSegment {
    return new RecordSegment(new SharedArrayBuffer(headBytes + sizeBytes));
  }

  get sizeBytes(): number {
    return this.#memory.bytes.byteLength;
  }

  get usedBytes(): number {
    return Atomics.load(this.#used, 0);
  }

  hasRoomFor(dataLength: number): boolean {
    return this.usedBytes + mostRecordBytes(dataLength) <= this.sizeBytes;
  }

  /** Copies a message in. There must be room for it. */
  add(message: RecordingMessage): void {
    const dataLength = message.data.byteLength;
    const after = this.usedBytes;
    const at =
      dataLength < alignedFromBytes ? after : ((after + messageHeadBytes + 7) & ~7) - messageHeadBytes;
    this.#memory.bytes.fill(0, after, at);
    writeMessageRecord(this.#memory, at, message);
    Atomics.store(this.#used, 0, at + messageRecordBytes(dataLength));
  }

  /** The records that are there from a place on. */
  recordsFrom(at: number): Uint8Array {
    return this.#memory.bytes.subarray(at, this.usedBytes);
  }

  /** Nobody may have anything of it any more. */
  empty(): void {
    Atomics.store(this.#used, 0, 0);
  }
}
