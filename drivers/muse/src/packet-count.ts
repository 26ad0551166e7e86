/** A packet that is this far behind the last one is late, not the first one of a new count. */
const lateLimit = 16;

/** Follows the number of packets, which is counted to 65535. */
export class PacketCount {
  #last: number | undefined;

  /**
   * Takes the number of the next packet.
   * @returns how many are missing before it; `undefined` for one that came before, or too late.
   */
  take(sequence: number): number | undefined {
    const last = this.#last;
    const ahead = last === undefined ? 1 : (sequence - last) & 0xffff;
    if (ahead === 0 || ahead > 0xffff - lateLimit) return undefined;
    this.#last = sequence;
    // More than half of all numbers ahead is behind: the headband began to count anew.
    return ahead < 0x8000 ? ahead - 1 : 0;
  }
}
