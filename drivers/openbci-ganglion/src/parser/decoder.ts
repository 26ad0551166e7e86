import { firstBitsOf24, readFields, readInt24, signedByLastBit } from './fields.js';
import { type FirmwareFormat, PacketCycle, readPacketId } from './packet-cycle.js';

export const packetLengthBytes = 20;
const channels = 4;

/** What a {@link GanglionDecoder} tells. The arrays are borrowed: valid during the call. */
export interface DecoderHandlers {
  /**
   * One or two samples.
   * @param counts - four channels of the first, then of the second.
   * @param lost - samples that are missing before them.
   */
  readonly onSamples: (counts: Int32Array, lost: number) => void;
  /**
   * The accelerometer, ten times a second.
   * @param counts - x, y and z, in 0.016 g.
   * @param lost - measurements that are missing before this one.
   */
  readonly onAccel: (counts: Int8Array, lost: number) => void;
}

/**
 * Makes samples of packets.
 *
 * Firmware 2 sends a whole sample about once a second, and differences after it. Where a packet is lost, all that follows would be
 * off by an unknown amount: it is counted as lost, up to the next whole sample. Firmware 3 sends values, so that only what is lost
 * is missing. What comes before the first sample that can be known is passed over.
 */
export class GanglionDecoder {
  readonly #firmware: FirmwareFormat;
  readonly #handlers: DecoderHandlers;
  readonly #cycle: PacketCycle;
  readonly #counts = new Int32Array(2 * channels);
  readonly #accel = new Int8Array(3);
  /** The last sample of firmware 2, where it is known. */
  #last: Int32Array | undefined;
  #hasBegun = false;
  #lost = 0;
  /** The measurement of the accelerometer of which x, and then y, came. */
  #accelRound = -1;
  #accelAxes = 0;
  #lastAccelRound: number | undefined;

  constructor(firmware: FirmwareFormat, handlers: DecoderHandlers) {
    this.#firmware = firmware;
    this.#handlers = handlers;
    this.#cycle = new PacketCycle(firmware);
  }

  /**
   * Takes a packet. No input makes it throw.
   * @returns whether it is one of samples.
   */
  take(bytes: Uint8Array): boolean {
    const id =
      bytes.length === packetLengthBytes ? readPacketId(bytes[0] as number, this.#firmware) : undefined;
    if (id === undefined) return false;
    const { position, bits } = id;
    const missing = this.#cycle.take(position);
    if (missing === undefined) return true;
    if (missing > 0) this.#last = undefined;
    this.#lost += missing;
    if (bits === undefined) this.#takeWhole(bytes);
    else if (this.#firmware === 2) this.#takeDifferences(readFields(bytes, bits), bits);
    else this.#takeValues(readFields(bytes, bits), bits);
    if (bits === 18) this.#takeAxis(position, bytes[packetLengthBytes - 1] as number);
    return true;
  }

  #takeWhole(bytes: Uint8Array): void {
    const whole = new Int32Array(channels);
    for (let channel = 0; channel < channels; channel++) whole[channel] = readInt24(bytes, 1 + 3 * channel);
    this.#last = whole;
    this.#tell(whole);
  }

  #takeDifferences(fields: readonly number[], bits: 18 | 19): void {
    const last = this.#last;
    if (last === undefined) {
      this.#lost += 2;
      return;
    }
    for (const [index, field] of fields.entries()) {
      const channel = index % channels;
      last[channel] = (last[channel] as number) - signedByLastBit(field, bits);
      this.#counts[index] = last[channel] as number;
    }
    this.#tell(this.#counts);
  }

  #takeValues(fields: readonly number[], bits: 18 | 19): void {
    for (const [index, field] of fields.entries()) this.#counts[index] = firstBitsOf24(field, bits);
    this.#tell(this.#counts);
  }

  #tell(counts: Int32Array): void {
    const lost = this.#hasBegun ? this.#lost : 0;
    this.#hasBegun = true;
    this.#lost = 0;
    this.#handlers.onSamples(counts, lost);
  }

  /**
   * One axis in a packet, by the last digit of its id: 1 is x, 2 is y, 3 is z (OpenBCI_Ganglion_Library,
   * `sendCompressedPacket18`). In the others the byte is left over.
   */
  #takeAxis(position: number, byte: number): void {
    const axis = (position % 10) - 1;
    if (axis < 0 || axis > 2) return;
    const round = 10 * this.#cycle.cycles + Math.floor(position / 10);
    if (axis === 0) {
      this.#accelRound = round;
      this.#accelAxes = 0;
    }
    // Only whole measurements: x, y and z that belong together.
    if (round !== this.#accelRound || axis !== this.#accelAxes) return;
    this.#accel[axis] = byte;
    this.#accelAxes += 1;
    if (this.#accelAxes < 3) return;
    const lost = this.#lastAccelRound === undefined ? 0 : round - this.#lastAccelRound - 1;
    this.#lastAccelRound = round;
    this.#handlers.onAccel(this.#accel, lost);
  }
}
