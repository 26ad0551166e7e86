import { MCAP_MAGIC, McapStreamReader, type McapTypes, Opcode } from '@mcap/core';
import type { ReadableFile } from './readable-file.js';

/** Opcode and content length: https://mcap.dev/spec, "Records". */
const recordHeadBytes = 9;
/** No writer makes larger records; a length above it is damage, and must not become memory. */
const largestRecordBytes = 2 ** 31;

/**
 * Reads the data section of an MCAP file from its start, record by record, as far as it is whole: what is left of a
 * recording that was never finished. The messages of a chunk come as records of their own, checked by the chunk's CRC.
 * One record is in memory at a time.
 */
export class RecordWalk {
  readonly #file: ReadableFile;
  /** Why the walk ended before the end of the data section; `undefined` at its end. */
  problem: string | undefined;

  constructor(file: ReadableFile) {
    this.#file = file;
  }

  async *records(): AsyncGenerator<McapTypes.TypedMcapRecord, void, void> {
    const parser = new McapStreamReader({ noMagicPrefix: true });
    const { sizeBytes } = this.#file;
    let at = MCAP_MAGIC.length;
    for (;;) {
      if (at === sizeBytes) return this.#stop('the file was not finished');
      if (at + recordHeadBytes > sizeBytes) return this.#stop('the file ends inside a record');
      const head = new DataView((await this.#file.read(BigInt(at), BigInt(recordHeadBytes))).buffer);
      const opcode = head.getUint8(0);
      const length = recordHeadBytes + Number(head.getBigUint64(1, true));
      if (opcode === Opcode.DATA_END) return;
      if (opcode === 0 || length > largestRecordBytes) return this.#stop(`there is no record at byte ${at}`);
      if (at + length > sizeBytes) return this.#stop('the file ends inside a record');
      if (opcode !== Opcode.MESSAGE_INDEX) {
        parser.append(await this.#file.read(BigInt(at), BigInt(length)));
        for (let record = this.#parse(parser, at); record !== undefined; record = this.#parse(parser, at)) {
          yield record;
        }
        if (this.problem !== undefined) return;
      }
      at += length;
    }
  }

  #parse(parser: McapStreamReader, at: number): McapTypes.TypedMcapRecord | undefined {
    try {
      return parser.nextRecord();
    } catch (error) {
      this.#stop(`the record at byte ${at} is damaged (${(error as Error).message})`);
      return undefined;
    }
  }

  #stop(problem: string): void {
    this.problem = problem;
  }
}
