import {
  accelStopByte,
  lastStopByte,
  type PacketHandlers,
  packetChannels,
  packetLengthBytes,
  startByte,
} from './packet.js';

const bufferBytes = 4096;

/**
 * Finds packets in bytes, however they are cut into pieces. Its memory is constant, and no input makes it throw or stall.
 *
 * Where a start or stop byte is wrong it moves on by one byte, so that one bad byte costs one packet. A start byte and a
 * stop byte at the right distance also occur by chance inside of packets: out of step, a packet therefore counts only when
 * another start byte follows it.
 */
export class CytonPacketParser {
  readonly #handlers: PacketHandlers;
  readonly #buffer = new Uint8Array(bufferBytes);
  readonly #packet = {
    sampleNumber: 0,
    counts: new Int32Array(packetChannels),
    aux: new Uint8Array(6),
    stopByte: accelStopByte,
  };
  #pendingBytes = 0;
  #skippedBytes = 0;

  constructor(handlers: PacketHandlers) {
    this.#handlers = handlers;
  }

  /** Bytes that wait for the rest of their packet: 33 at most. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Bytes that belonged to no packet since the last packet; 0 while the parser is in step. */
  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  /** Takes the next bytes. They are copied. */
  push(bytes: Uint8Array): void {
    for (let taken = 0; taken < bytes.length; ) {
      const part = bytes.subarray(taken, taken + bufferBytes - this.#pendingBytes);
      this.#buffer.set(part, this.#pendingBytes);
      this.#pendingBytes += part.length;
      taken += part.length;
      this.#findPackets();
    }
  }

  /** Forgets what it has: the next byte is the start of a packet. */
  reset(): void {
    this.#pendingBytes = 0;
    this.#skippedBytes = 0;
  }

  #findPackets(): void {
    const buffer = this.#buffer;
    const end = this.#pendingBytes;
    let at = 0;
    while (end - at >= packetLengthBytes) {
      if (!isPacket(buffer, at)) {
        at += 1;
        this.#skippedBytes += 1;
        continue;
      }
      if (this.#skippedBytes > 0) {
        if (end - at === packetLengthBytes) break;
        if (buffer[at + packetLengthBytes] !== startByte) {
          at += 1;
          this.#skippedBytes += 1;
          continue;
        }
        const skippedBytes = this.#skippedBytes;
        this.#skippedBytes = 0;
        this.#handlers.onResync(skippedBytes);
      }
      this.#read(at);
      at += packetLengthBytes;
      this.#handlers.onPacket(this.#packet);
    }
    buffer.copyWithin(0, at, end);
    this.#pendingBytes = end - at;
  }

  #read(at: number): void {
    const buffer = this.#buffer;
    const { counts, aux } = this.#packet;
    this.#packet.sampleNumber = buffer[at + 1] as number;
    for (let channel = 0; channel < packetChannels; channel++) {
      const first = at + 2 + 3 * channel;
      const high = buffer[first] as number;
      const middle = buffer[first + 1] as number;
      const low = buffer[first + 2] as number;
      // Shifted to the top of 32 bits and back, the sign comes along.
      counts[channel] = ((high << 24) | (middle << 16) | (low << 8)) >> 8;
    }
    aux.set(buffer.subarray(at + 26, at + 32));
    this.#packet.stopByte = buffer[at + 32] as number;
  }
}

function isPacket(buffer: Uint8Array, at: number): boolean {
  if (buffer[at] !== startByte) return false;
  const stop = buffer[at + packetLengthBytes - 1] as number;
  return stop >= accelStopByte && stop <= lastStopByte;
}
