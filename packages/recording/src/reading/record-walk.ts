import { MCAP_MAGIC, McapStreamReader, type McapTypes, Opcode } from '@mcap/core';
import { Chunk, recordHeadBytes } from './chunk.js';
import type { RecordingBytes } from './readable-file.js';

/** No writer makes larger records; a length above it is damage, and must not become memory. */
const largestRecordBytes = 2 ** 31;

/** What a walk comes by: a chunk, or just its times, with the place of its record; or what stands outside of the chunks. */
export type WalkedRecord =
  | { readonly type: 'chunk-times'; readonly startNs: bigint; readonly endNs: bigint }
  | { readonly type: 'chunk'; readonly chunk: Chunk; readonly offset: number; readonly lengthBytes: number }
  | { readonly type: 'record'; readonly record: McapTypes.TypedMcapRecord };

export interface WalkOptions {
  /** Of chunks just the times that their heads name are read. */
  readonly skipsChunks?: boolean;
  /** Told of a record that is damaged. It is passed over then, as long as its length still leads to the next; else the walk ends. */
  readonly onDamage?: (problem: string) => void;
}

/**
 * Reads the data section of an MCAP file from its start, record by record, as far as it is whole: what is left of a
 * recording that was never finished. Chunks are checked by their CRC. One record is in memory at a time.
 */
export class RecordWalk {
  readonly #file: RecordingBytes;
  /** Why the walk ended before the end of the data section; `undefined` at its end. */
  problem: string | undefined;
  /** Whether it ended at damage, and not where a recording ends that was cut off. */
  isDamaged = false;
  /** Where the data section ends, once the walk is over and had no problem. */
  dataEndsAt: number | undefined;

  constructor(file: RecordingBytes) {
    this.#file = file;
  }

  async *records(options: WalkOptions = {}): AsyncGenerator<WalkedRecord, void, void> {
    const { skipsChunks, onDamage } = options;
    let parser = new McapStreamReader({ noMagicPrefix: true });
    const { sizeBytes } = this.#file;
    let at = MCAP_MAGIC.length;
    for (;;) {
      if (at === sizeBytes) return this.#stop('the file was not finished');
      if (at + recordHeadBytes > sizeBytes) return this.#stop('the file ends inside a record');
      const head = new DataView((await this.#file.read(BigInt(at), BigInt(recordHeadBytes))).buffer);
      const opcode = head.getUint8(0);
      const length = recordHeadBytes + Number(head.getBigUint64(1, true));
      if (opcode === Opcode.DATA_END) {
        this.dataEndsAt = at;
        return;
      }
      // Zeros are what a power cut leaves at the end of a file.
      if (opcode === 0 || length > largestRecordBytes)
        return this.#stop(`there is no record at byte ${at}`, opcode !== 0);
      if (at + length > sizeBytes) return this.#stop('the file ends inside a record');
      if (opcode === Opcode.CHUNK && skipsChunks) {
        yield await this.#chunkTimes(at + recordHeadBytes);
      } else if (opcode !== Opcode.MESSAGE_INDEX) {
        const bytes = await this.#file.read(BigInt(at), BigInt(length));
        const walked = await parsed(at, () =>
          opcode === Opcode.CHUNK ? chunkAt(at, bytes) : otherRecord(parser, bytes),
        );
        if (typeof walked !== 'string') yield walked;
        else if (onDamage === undefined) return this.#stop(walked, true);
        else {
          onDamage(walked);
          // One that has thrown reads no more.
          parser = new McapStreamReader({ noMagicPrefix: true });
        }
      }
      at += length;
    }
  }

  async #chunkTimes(at: number): Promise<WalkedRecord> {
    const times = new DataView((await this.#file.read(BigInt(at), 16n)).buffer);
    return {
      type: 'chunk-times',
      startNs: times.getBigUint64(0, true),
      endNs: times.getBigUint64(8, true),
    };
  }

  #stop(problem: string, isDamaged = false): void {
    this.problem = problem;
    this.isDamaged = isDamaged;
  }
}

/** @returns what is wrong with a record that is damaged. */
async function parsed<T>(at: number, parse: () => T | Promise<T>): Promise<T | string> {
  try {
    return await parse();
  } catch (error) {
    return `the record at byte ${at} is damaged (${(error as Error).message})`;
  }
}

async function chunkAt(offset: number, bytes: Uint8Array): Promise<WalkedRecord> {
  const chunk = await Chunk.parse(bytes);
  // All of its records are there, or none of it counts.
  for (const _ of chunk.messages());
  return { type: 'chunk', chunk, offset, lengthBytes: bytes.byteLength };
}

function otherRecord(parser: McapStreamReader, bytes: Uint8Array): WalkedRecord {
  parser.append(bytes);
  const record = parser.nextRecord();
  if (record === undefined) throw new Error('it is not whole');
  return { type: 'record', record };
}
