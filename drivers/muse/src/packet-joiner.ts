import { PacketCount } from './packet-count.js';
import type { MusePacket } from './parser/index.js';

/** Packets whose other channels may still come. Channels come one after the other, so that more are not on their way. */
const pendingLimit = 2;

/** The packets of all channels with one number. */
export interface JoinedPacket {
  /** All samples of the first channel, then all of the second. A channel whose packet was lost is NaN. */
  readonly values: Float32Array;
  /** Numbers of which no channel came, before this one. */
  readonly lostPackets: number;
  /** Host clock at which the last channel arrived. */
  readonly arrivalNs: bigint;
}

interface PendingPacket {
  readonly sequence: number;
  readonly values: Float32Array;
  readonly missing: Set<number>;
  arrivalNs: bigint;
}

/**
 * Joins the packets of channels that are sent one by one, in the order of their number. What one channel lost does not take the
 * others with it.
 */
export class PacketJoiner {
  readonly #channels: number;
  readonly #samplesPerPacket: number;
  readonly #onJoined: (joined: JoinedPacket) => void;
  readonly #count = new PacketCount();
  #pending: PendingPacket[] = [];

  constructor(channels: number, samplesPerPacket: number, onJoined: (joined: JoinedPacket) => void) {
    this.#channels = channels;
    this.#samplesPerPacket = samplesPerPacket;
    this.#onJoined = onJoined;
  }

  take(channel: number, { sequence, values }: MusePacket, arrivalNs: bigint): void {
    const packet = this.#pending.find((each) => each.sequence === sequence) ?? this.#begin(sequence);
    packet.values.set(values, channel * this.#samplesPerPacket);
    packet.missing.delete(channel);
    packet.arrivalNs = arrivalNs;
    if (packet.missing.size === 0) this.#release(this.#pending.indexOf(packet) + 1);
    else this.#release(this.#pending.length - pendingLimit);
  }

  /** Hands on what waits for channels that will not come any more. */
  flush(): void {
    this.#release(this.#pending.length);
  }

  #begin(sequence: number): PendingPacket {
    const packet: PendingPacket = {
      sequence,
      values: new Float32Array(this.#channels * this.#samplesPerPacket).fill(Number.NaN),
      missing: new Set(Array.from({ length: this.#channels }, (_, channel) => channel)),
      arrivalNs: 0n,
    };
    this.#pending.push(packet);
    return packet;
  }

  #release(count: number): void {
    if (count <= 0) return;
    for (const { sequence, values, arrivalNs } of this.#pending.splice(0, count)) {
      const lostPackets = this.#count.take(sequence);
      if (lostPackets !== undefined) this.#onJoined({ values, lostPackets, arrivalNs });
    }
  }
}
