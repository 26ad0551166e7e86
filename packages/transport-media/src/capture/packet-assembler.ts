import type { PacketLine } from './packet-lines.js';

/** A packet and its bytes, which are valid during the call only. */
export type PacketListener = (bytes: Uint8Array, packet: PacketLine) => void;

const firstCapacityBytes = 64 * 1024;

/**
 * Cuts a stream of bytes into packets whose sizes come on another pipe. ffmpeg writes the bytes of a packet, then its line,
 * then the next packet, and both pipes are read without pause, so that little more than one packet waits here.
 */
export class PacketAssembler {
  readonly #onPacket: PacketListener;
  readonly #awaited: PacketLine[] = [];
  #buffer = new Uint8Array(firstCapacityBytes);
  #length = 0;

  constructor(onPacket: PacketListener) {
    this.#onPacket = onPacket;
  }

  /** Bytes in the order of the stream; copied. */
  pushBytes(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
    this.#deliver();
  }

  /** The next packet of the stream. */
  pushPacket(packet: PacketLine): void {
    this.#awaited.push(packet);
    this.#deliver();
  }

  #deliver(): void {
    let start = 0;
    for (
      let packet = this.#awaited[0];
      packet !== undefined && start + packet.size <= this.#length;
      packet = this.#awaited[0]
    ) {
      this.#awaited.shift();
      this.#onPacket(this.#buffer.subarray(start, start + packet.size), packet);
      start += packet.size;
    }
    if (start === 0) return;
    this.#buffer.copyWithin(0, start, this.#length);
    this.#length -= start;
  }

  #grow(neededBytes: number): void {
    const larger = new Uint8Array(Math.max(neededBytes, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}
