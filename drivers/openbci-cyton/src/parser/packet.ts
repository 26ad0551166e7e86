/**
 * The packet of the OpenBCI Cyton. Sources: OpenBCI documentation, "Cyton Data Format", section "Binary Format"
 * (https://docs.openbci.com/Cyton/CytonDataFormat/).
 *
 * | byte | what |
 * |---|---|
 * | 0 | start, `0xA0` |
 * | 1 | sample number, 0 to 255, then 0 again |
 * | 2 - 25 | 8 channels, int24 big-endian |
 * | 26 - 31 | 6 auxiliary bytes, whose meaning the stop byte tells |
 * | 32 | stop, `0xC0` to `0xC6` |
 */

export const packetLengthBytes = 33;
export const packetChannels = 8;
/** Packets per second, with and without a Daisy module. */
export const packetRateHz = 250;

export const startByte = 0xa0;
/** The stop byte with which the auxiliary bytes are the accelerometer's X, Y and Z, int16 big-endian. */
export const accelStopByte = 0xc0;
export const lastStopByte = 0xc6;

/** One packet. It and its arrays are **borrowed**: valid during the call. */
export interface CytonPacket {
  /** 0 to 255. */
  readonly sampleNumber: number;
  /** 8 values from -8388608 to 8388607. */
  readonly counts: Int32Array;
  /** 6 bytes: see `stopByte`. */
  readonly aux: Uint8Array;
  /**
   * `0xC0` accelerometer; `0xC1` and `0xC2` raw auxiliary bytes of the board's mode; `0xC3` to `0xC6` the same with the
   * board's time.
   */
  readonly stopByte: number;
}

/** Packets that one stretch of bytes turned into, and what lay between them. */
export interface PacketHandlers {
  readonly onPacket: (packet: CytonPacket) => void;
  /**
   * Called before the packet with which the parser is in step again.
   * @param skippedBytes - how many bytes belonged to no packet.
   */
  readonly onResync: (skippedBytes: number) => void;
}
