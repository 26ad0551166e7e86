import type { SerialOpenOptions, SerialPortInfo, SerialSignals } from '@modlink/sdk';

/** The device's end of an open serial line. */
export interface DeviceLine {
  /** How the driver opened the port. */
  readonly options: SerialOpenOptions;
  /** Sends bytes, or ASCII text, now. Does nothing once the line is closed. */
  send(bytes: Uint8Array | string): void;
  /**
   * Sends again and again, first after one interval, until told to stop or until the line is closed.
   * @param make - what to send at the n-th time, from 0.
   * @returns a function that stops it.
   */
  every(intervalMs: number, make: (index: number) => Uint8Array | string): () => void;
  /** Something that the device does later. */
  after(delayMs: number, run: () => void): void;
}

/** What a device does about what comes in. */
export interface DeviceReactions {
  /** The driver wrote. The bytes are the device's own. What it throws fails the write. */
  readonly onWrite?: (bytes: Uint8Array, text: string) => void;
  /** The driver set the modem lines. */
  readonly onSignals?: (signals: SerialSignals) => void;
}

/** A simulated device on a serial port. */
export interface SerialDevice extends Partial<SerialPortInfo> {
  /** Of the port it is on: `/dev/ttySIM0`. */
  readonly path: string;
  /**
   * The port is opened: the device may begin to send.
   * @returns what it does about what comes in.
   */
  readonly connect: (line: DeviceLine) => DeviceReactions;
}
