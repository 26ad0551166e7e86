/**
 * Bytes of the device to packets. Pure: no input, no output, no clock; any pieces of bytes give the same packets.
 *
 * | offset | bytes | what                                            |
 * | ------ | ----- | ----------------------------------------------- |
 * | 0      | 1     | 0xa5                                            |
 * | 1      | 1     | the number of the stream, from 0                |
 * | 2      | 1     | a counter for each stream, 0 to 255, then again |
 * | 3      | 2 n   | the values: int16, little-endian                |
 * | 3 + 2n | 1     | the sum of all bytes before, modulo 256         |
 */

/** One sample of one stream. */
export interface Packet {
  readonly stream: number;
  readonly values: Int16Array;
  /** Packets of this stream that are missing before it, by the device's counter. */
  readonly lost: number;
}

export const syncByte = 0xa5;
const headerBytes = 3;

export class PacketParser {
  readonly #valuesPerSample: readonly number[];
  /** Never more than the longest packet. */
  readonly #buffer: Uint8Array;
  readonly #lastCounters = new Map<number, number>();
  #length = 0;

  /** @param valuesPerSample - of each stream, in the order of their numbers. */
  constructor(valuesPerSample: readonly number[]) {
    this.#valuesPerSample = valuesPerSample;
    this.#buffer = new Uint8Array(Math.max(...valuesPerSample.map(packetBytes)));
  }

  /** @returns the packets that end in these bytes. What is no whole packet is skipped. */
  push(bytes: Uint8Array): Packet[] {
    const packets: Packet[] = [];
    for (const byte of bytes) {
      this.#buffer[this.#length] = byte;
      this.#length += 1;
      for (let packet = this.#next(); packet !== 'more'; packet = this.#next()) {
        if (packet !== 'skipped') packets.push(packet);
      }
    }
    return packets;
  }

  /** Looks at the beginning of the buffer: a packet, a byte that begins none, or too few bytes to tell. */
  #next(): Packet | 'skipped' | 'more' {
    const [sync, stream, counter] = this.#buffer;
    if (this.#length === 0) return 'more';
    if (sync !== syncByte) return this.#drop(1);
    if (this.#length === 1) return 'more';
    const count = this.#valuesPerSample[stream ?? 0];
    if (stream === undefined || counter === undefined || count === undefined) return this.#drop(1);
    const size = packetBytes(count);
    if (this.#length < size) return 'more';
    if (checksum(this.#buffer.subarray(0, size - 1)) !== this.#buffer[size - 1]) return this.#drop(1);
    const view = new DataView(this.#buffer.buffer, headerBytes);
    const values = Int16Array.from({ length: count }, (_, index) => view.getInt16(2 * index, true));
    const last = this.#lastCounters.get(stream);
    this.#lastCounters.set(stream, counter);
    this.#drop(size);
    return { stream, values, lost: last === undefined ? 0 : (counter - last - 1 + 256) % 256 };
  }

  #drop(count: number): 'skipped' {
    this.#buffer.copyWithin(0, count, this.#length);
    this.#length -= count;
    return 'skipped';
  }
}

/** @returns the sum modulo 256. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return sum;
}

function packetBytes(values: number): number {
  return headerBytes + 2 * values + 1;
}
