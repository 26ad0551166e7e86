import {
  encodeGanglionImpedance,
  encodeGanglionPair,
  encodeGanglionRaw,
  encodeGanglionText,
  ganglionDeltaField,
  ganglionValueField,
} from './ganglion-packets.js';
import { GanglionSignal, ganglionAccel } from './ganglion-signals.js';

export interface GanglionOptions {
  readonly id?: string;
  readonly name?: string;
  readonly rssiDbm?: number;
  /** As it tells it; the first number says the format of its packets. */
  readonly firmware?: `${2 | 3}.${string}`;
  /** Whether it tells its firmware among what a device says of itself; otherwise only when it is reset. */
  readonly hasRevision?: boolean;
  /** Boards with another seed measure something else. */
  readonly seed?: number;
  /** Ohms of the electrodes 1 to 4 and of the reference. One that is not a number is never told of. */
  readonly impedancesOhm?: readonly number[];
  /** Packets that are lost on the way, by their number from 0 at each start. */
  readonly dropped?: readonly number[];
  /** Whether it says nothing when it is reset. */
  readonly isSilent?: boolean;
  /** Told of each command that was sent to it. */
  readonly onCommand?: (command: string) => void;
}

/** What the board is connected by. */
export interface GanglionRadio {
  readonly send: (bytes: Uint8Array) => void;
  /** As `every` of a peripheral's line. */
  readonly every: (intervalMs: number, run: (index: number) => void) => () => void;
}

const offKeys = '1234';
const onKeys = '!@#$';
const packetIntervalMs = 10;
const impedanceIntervalMs = 500;
const squareCounts = 8000;
const squareHalfPeriodSamples = 20;

/** An OpenBCI Ganglion: obeys commands of one character, and sends packets. */
export class GanglionBoard {
  readonly #radio: GanglionRadio;
  readonly #options: GanglionOptions;
  readonly #firmware: 2 | 3;
  readonly #version: string;
  readonly #isOn = [true, true, true, true];
  #hasAccel = false;
  #isSquare = false;
  #stop = () => {};

  constructor(radio: GanglionRadio, options: GanglionOptions) {
    this.#radio = radio;
    this.#options = options;
    this.#version = options.firmware ?? '2.0.1';
    this.#firmware = this.#version.startsWith('3') ? 3 : 2;
  }

  obey(text: string): void {
    for (const command of text) {
      this.#options.onCommand?.(command);
      this.#obey(command);
    }
  }

  #obey(command: string): void {
    if (command === 'b') this.#stream();
    if (command === 's' || command === 'Z') {
      this.#stop();
      this.#isSquare = false;
    }
    if (command === 'n' || command === 'N') this.#hasAccel = command === 'n';
    if (command === '[' || command === ']') this.#isSquare = command === '[';
    if (command === 'z') this.#testImpedance();
    if (command === 'v' && !this.#options.isSilent) {
      const text = `OpenBCI Ganglion v${this.#version}\nLIS2DH ID: 0x33\nMCP3912 CONFIG_1: 0x000000\n`;
      for (const piece of encodeGanglionText(text)) this.#radio.send(piece);
    }
    if (offKeys.includes(command)) this.#isOn[offKeys.indexOf(command)] = false;
    if (onKeys.includes(command)) this.#isOn[onKeys.indexOf(command)] = true;
  }

  #stream(): void {
    this.#stop();
    const { seed = 1, dropped = [] } = this.#options;
    const bits = this.#hasAccel ? 18 : 19;
    const signal = new GanglionSignal({ firmware: this.#firmware, bits, seed });
    const at = (index: number): number[] =>
      signal.at(index).map((count, channel) => {
        if (!this.#isOn[channel]) return 0;
        if (!this.#isSquare) return count;
        return Math.floor(index / squareHalfPeriodSamples) % 2 === 0 ? squareCounts : -squareCounts;
      });
    const make = this.#firmware === 2 ? this.#differences(at, bits) : this.#values(at, bits);
    this.#stop = this.#radio.every(packetIntervalMs, (packet) => {
      const bytes = make(packet);
      if (!dropped.includes(packet)) this.#radio.send(bytes);
    });
  }

  /** Firmware 2: a whole sample, then the differences of 200. */
  #differences(at: (index: number) => number[], bits: 18 | 19): (packet: number) => Uint8Array {
    let before: number[] = [];
    return (packet) => {
      const position = packet % 101;
      const cycle = Math.floor(packet / 101);
      if (position === 0) {
        before = at(cycle * 201);
        return encodeGanglionRaw(before);
      }
      const fields = [2 * position - 1, 2 * position].flatMap((index) => {
        const now = at(cycle * 201 + index);
        const deltas = now.map((count, channel) => ganglionDeltaField(before[channel] ?? 0, count, bits));
        before = now;
        return deltas;
      });
      return this.#pair(position, 10 * cycle + Math.floor(position / 10), fields, bits);
    };
  }

  /** Firmware 3: the values themselves, shortened. */
  #values(at: (index: number) => number[], bits: 18 | 19): (packet: number) => Uint8Array {
    return (packet) => {
      const fields = [2 * packet, 2 * packet + 1].flatMap(at).map((count) => ganglionValueField(count, bits));
      return this.#pair(packet % 100, Math.floor(packet / 10), fields, bits);
    };
  }

  #pair(position: number, round: number, fields: readonly number[], bits: 18 | 19): Uint8Array {
    if (bits === 19) return encodeGanglionPair(100 + position, fields, bits);
    // The last byte keeps what it had: z, also where no axis is meant.
    const axis = Math.min(position % 10 === 0 ? 9 : position % 10, 3) - 1;
    return encodeGanglionPair(position, fields, bits, ganglionAccel(round, this.#options.seed)[axis]);
  }

  #testImpedance(): void {
    this.#stop();
    const { impedancesOhm = [5_000, 12_345, 250_000, 900, 3_210] } = this.#options;
    this.#stop = this.#radio.every(impedanceIntervalMs, (index) => {
      const ohm = impedancesOhm[index % 5] ?? Number.NaN;
      if (!Number.isNaN(ohm)) this.#radio.send(encodeGanglionImpedance((index % 5) + 1, ohm));
    });
  }
}
