/**
 * Zip files, after PKWARE's APPNOTE 6.3.10 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT; sections in
 * brackets), with the Zip64 fields where they are needed. The files in it are stored as they are: sample data and pictures
 * hardly get smaller, and a reader can map what is stored.
 *
 * It is written here and not by a library, all of which keep something of every file until the end: a day of pictures
 * must not fill the memory. What the end of the zip lists is kept on the disk.
 */
import { crc32 } from 'node:zlib';
import type { OutputFile } from './output-file.js';

/** A file in a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const signatures = {
  localFile: 0x04034b50,
  centralFile: 0x02014b50,
  end64: 0x06064b50,
  end64Locator: 0x07064b50,
  end: 0x06054b50,
} as const;
/** "Version needed to extract" [4.4.3]: 4.5 is Zip64. Made by [4.4.2] 4.5 on what numbers its rights like Unix. */
const version = 45;
const madeBy = (3 << 8) | version;
/** Names are UTF-8 [4.4.4, bit 11]. */
const flags = 1 << 11;
/** A regular file that everybody reads and its owner writes [4.4.15]. */
const attributes = 0o100644 * 2 ** 16;
/** Zip64 extended information [4.5.3], and room that is kept for it; Android's zipalign has this id for room. */
const extraIds = { zip64: 0x0001, room: 0xd935 } as const;
/** In a field of 2 or 4 bytes: the value stands in the Zip64 fields. */
const [inZip64Short, inZip64] = [0xffff, 0xffffffff];

interface WrittenEntry {
  readonly name: Buffer;
  readonly crc: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

/** Writes one zip, one file after the other. */
export class ZipWriter {
  readonly #file: OutputFile;
  readonly #directory: OutputFile;
  readonly #dosTime: { readonly time: number; readonly date: number };
  #entries = 0;

  /**
   * @param directory - for the list of files, until the end.
   * @param modified - the date of all files in it: the same recording gives the same bytes.
   */
  constructor(file: OutputFile, directory: OutputFile, modified: Date) {
    this.#file = file;
    this.#directory = directory;
    this.#dosTime = dosTime(modified);
  }

  async add({ name, content }: ZipEntry): Promise<void> {
    const offset = this.#file.sizeBytes;
    const placeholder: WrittenEntry = { name: Buffer.from(name), crc: 0, sizeBytes: 0, offset };
    await this.#file.write(this.#localHead(placeholder));
    const start = this.#file.sizeBytes;
    let crc = 0;
    for await (const bytes of content) {
      crc = crc32(bytes, crc);
      await this.#file.write(bytes);
    }
    const entry = { ...placeholder, crc, sizeBytes: this.#file.sizeBytes - start };
    await this.#file.overwrite(offset, this.#localHead(entry));
    await this.#directory.write(this.#centralHead(entry));
    this.#entries += 1;
  }

  async finish(): Promise<void> {
    const offset = this.#file.sizeBytes;
    for await (const bytes of await this.#directory.read()) await this.#file.write(bytes);
    const sizeBytes = this.#file.sizeBytes - offset;
    if (this.#entries >= inZip64Short || offset + sizeBytes >= inZip64)
      await this.#file.write(this.#end64(offset, sizeBytes));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(signatures.end, 0);
    end.writeUInt16LE(Math.min(this.#entries, inZip64Short), 8);
    end.writeUInt16LE(Math.min(this.#entries, inZip64Short), 10);
    end.writeUInt32LE(Math.min(sizeBytes, inZip64), 12);
    end.writeUInt32LE(Math.min(offset, inZip64), 16);
    await this.#file.write(end);
  }

  /** [4.3.7]. As long for a small file as for a large one: it is written again when the size is known. */
  #localHead({ name, crc, sizeBytes }: WrittenEntry): Buffer {
    const isLarge = sizeBytes >= inZip64;
    const head = Buffer.alloc(30);
    head.writeUInt32LE(signatures.localFile, 0);
    head.writeUInt16LE(version, 4);
    this.#writeCommon(head, 6, crc, isLarge ? inZip64 : sizeBytes);
    head.writeUInt16LE(name.byteLength, 26);
    const extra = Buffer.alloc(20);
    extra.writeUInt16LE(isLarge ? extraIds.zip64 : extraIds.room, 0);
    extra.writeUInt16LE(16, 2);
    if (isLarge) {
      extra.writeBigUInt64LE(BigInt(sizeBytes), 4);
      extra.writeBigUInt64LE(BigInt(sizeBytes), 12);
    }
    head.writeUInt16LE(extra.byteLength, 28);
    return Buffer.concat([head, name, extra]);
  }

  /** [4.3.12] */
  #centralHead({ name, crc, sizeBytes, offset }: WrittenEntry): Buffer {
    const isLarge = sizeBytes >= inZip64 || offset >= inZip64;
    const head = Buffer.alloc(46);
    head.writeUInt32LE(signatures.centralFile, 0);
    head.writeUInt16LE(madeBy, 4);
    head.writeUInt16LE(version, 6);
    this.#writeCommon(head, 8, crc, isLarge ? inZip64 : sizeBytes);
    head.writeUInt16LE(name.byteLength, 28);
    head.writeUInt32LE(attributes, 38);
    head.writeUInt32LE(isLarge ? inZip64 : offset, 42);
    if (!isLarge) return Buffer.concat([head, name]);
    const extra = Buffer.alloc(28);
    extra.writeUInt16LE(extraIds.zip64, 0);
    extra.writeUInt16LE(24, 2);
    for (const [index, value] of [sizeBytes, sizeBytes, offset].entries())
      extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
    head.writeUInt16LE(extra.byteLength, 30);
    return Buffer.concat([head, name, extra]);
  }

  /** What both heads have: flags, method (0: stored), time, date, checksum and both sizes. */
  #writeCommon(head: Buffer, at: number, crc: number, sizeBytes: number): void {
    head.writeUInt16LE(flags, at);
    head.writeUInt16LE(this.#dosTime.time, at + 4);
    head.writeUInt16LE(this.#dosTime.date, at + 6);
    head.writeUInt32LE(crc, at + 8);
    head.writeUInt32LE(sizeBytes, at + 12);
    head.writeUInt32LE(sizeBytes, at + 16);
  }

  /** [4.3.14] and [4.3.15]: the end in 64 bits, and where it is. */
  #end64(offset: number, sizeBytes: number): Buffer {
    const end = Buffer.alloc(56 + 20);
    end.writeUInt32LE(signatures.end64, 0);
    end.writeBigUInt64LE(44n, 4);
    end.writeUInt16LE(madeBy, 12);
    end.writeUInt16LE(version, 14);
    end.writeBigUInt64LE(BigInt(this.#entries), 24);
    end.writeBigUInt64LE(BigInt(this.#entries), 32);
    end.writeBigUInt64LE(BigInt(sizeBytes), 40);
    end.writeBigUInt64LE(BigInt(offset), 48);
    end.writeUInt32LE(signatures.end64Locator, 56);
    end.writeBigUInt64LE(BigInt(offset + sizeBytes), 64);
    end.writeUInt32LE(1, 72);
    return end;
  }
}

/** [4.4.6], in UTC: two-second steps since 1980. */
function dosTime(date: Date): { time: number; date: number } {
  const years = Math.min(Math.max(date.getUTCFullYear() - 1980, 0), 127);
  return {
    time: (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
    date: (years << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
  };
}
