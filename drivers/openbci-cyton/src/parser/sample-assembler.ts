import { accelStopByte, type CytonPacket, packetChannels } from './packet.js';
import { gPerCount } from './scale.js';

/** Without a Daisy module, and with one. */
export type ChannelCount = 8 | 16;

/** All channels at one time. It and its arrays are **borrowed**: valid during the call. */
export interface CytonSample {
  /** 8 or 16 values, channel 1 first, from -8388608 to 8388607. */
  readonly counts: Int32Array;
  /** X, Y and Z in g: the newest values that the board has sent; NaN before the first. */
  readonly accelG: Float32Array;
  /**
   * Samples that are missing before this one, by the sample number: 0 to 255, or 0 to 127 with a Daisy module. The number
   * has 8 bits, so after a longer loss this is the remainder; times of arrival tell the rest.
   */
  readonly lost: number;
}

/**
 * Makes samples of packets: counts what is missing, joins the two packets of a Daisy sample, and holds the accelerometer.
 *
 * **Daisy.** Packets with odd numbers carry channels 1-8 (board), those with even numbers channels 9-16 (Daisy), 250
 * packets/s together (OpenBCI documentation, "Cyton Data Format", section "16 Channel Data with Cyton+Daisy"). An even
 * packet and the odd one after it make a sample, as in BrainFlow (`cyton_daisy.cpp`: "even sample IDs are the first sample
 * (daisy) and odd sample IDs are the second sample (cyton)"); older programs joined an odd one with the even one after it.
 * Both ways are equally right in time: the board's averages stand 4 ms apart either way.
 *
 * **Accelerometer.** It measures at 25 Hz, more slowly than packets are sent. A packet without a new value has X = 0
 * (BrainFlow, `cyton_daisy.cpp`, takes X alone for the sign), and packets with other stop bytes have none.
 */
export class SampleAssembler {
  readonly #onSample: (sample: CytonSample) => void;
  readonly #hasDaisy: boolean;
  readonly #sample: { counts: Int32Array; accelG: Float32Array; lost: number };
  /** The number of the even packet that waits for its odd one. */
  #daisyNumber: number | undefined;
  /** The place of the last sample among those that the sample number can tell apart. */
  #lastPlace: number | undefined;

  constructor(channels: ChannelCount, onSample: (sample: CytonSample) => void) {
    this.#onSample = onSample;
    this.#hasDaisy = channels === 16;
    this.#sample = {
      counts: new Int32Array(channels),
      accelG: new Float32Array(3).fill(Number.NaN),
      lost: 0,
    };
  }

  push(packet: CytonPacket): void {
    this.#holdAccel(packet);
    if (this.#hasDaisy) this.#pushDaisy(packet);
    else this.#complete(packet, packet.sampleNumber, 256);
  }

  #pushDaisy(packet: CytonPacket): void {
    const { sampleNumber } = packet;
    if (sampleNumber % 2 === 0) {
      this.#daisyNumber = sampleNumber;
      this.#sample.counts.set(packet.counts, packetChannels);
      return;
    }
    const isPair = this.#daisyNumber === sampleNumber - 1;
    this.#daisyNumber = undefined;
    if (isPair) this.#complete(packet, (sampleNumber - 1) / 2, 128);
  }

  /** @param places - how many samples the sample number can tell apart. */
  #complete(packet: CytonPacket, place: number, places: number): void {
    this.#sample.counts.set(packet.counts);
    const steps = this.#lastPlace === undefined ? 1 : place - this.#lastPlace;
    this.#sample.lost = (steps - 1 + places) % places;
    this.#lastPlace = place;
    this.#onSample(this.#sample);
  }

  #holdAccel({ aux, stopByte }: CytonPacket): void {
    if (stopByte !== accelStopByte) return;
    const x = int16(aux, 0);
    if (x === 0) return;
    const { accelG } = this.#sample;
    accelG[0] = x * gPerCount;
    accelG[1] = int16(aux, 2) * gPerCount;
    accelG[2] = int16(aux, 4) * gPerCount;
  }
}

function int16(bytes: Uint8Array, at: number): number {
  return (((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16)) >> 16;
}
