/**
 * The ids of packets go round: 0 to 100 in firmware 2, of which 0 is a whole sample, and 0 to 99 in firmware 3; each plus 100
 * without the accelerometer (OpenBCI documentation, "Ganglion Data Format"; BrainFlow, `ganglion_native_v2.cpp` and
 * `ganglion_native_v3.cpp`).
 */
export type FirmwareFormat = 2 | 3;

/** What an id says. */
export interface PacketId {
  /** In the cycle, from 0. */
  readonly position: number;
  /** `undefined` for a whole sample. */
  readonly bits: 18 | 19 | undefined;
}

/** @returns `undefined` for the id of no samples. */
export function readPacketId(id: number, firmware: FirmwareFormat): PacketId | undefined {
  if (firmware === 2) {
    if (id > 200) return undefined;
    if (id === 0) return { position: 0, bits: undefined };
    return id <= 100 ? { position: id, bits: 18 } : { position: id - 100, bits: 19 };
  }
  if (id >= 200) return undefined;
  return id < 100 ? { position: id, bits: 18 } : { position: id - 100, bits: 19 };
}

/** Follows the cycle of packets, and counts what is missing. */
export class PacketCycle {
  readonly #length: number;
  readonly #firmware: FirmwareFormat;
  #last: number | undefined;
  #cycles = 0;

  constructor(firmware: FirmwareFormat) {
    this.#firmware = firmware;
    this.#length = firmware === 2 ? 101 : 100;
  }

  /** How many cycles have ended. */
  get cycles(): number {
    return this.#cycles;
  }

  /**
   * Takes the next position.
   * @returns samples that are missing before it; `undefined` for the same packet again.
   */
  take(position: number): number | undefined {
    const last = this.#last;
    if (position === last) return undefined;
    this.#last = position;
    if (last === undefined) return 0;
    const isNextCycle = position < last;
    if (isNextCycle) this.#cycles += 1;
    const missing = position - last - 1 + (isNextCycle ? this.#length : 0);
    // Of the whole sample of firmware 2 there is one in its packet; of all others there are two.
    const isWholeMissing = this.#firmware === 2 && isNextCycle && position > 0;
    return 2 * missing - (isWholeMissing ? 1 : 0);
  }
}
