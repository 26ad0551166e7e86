import type { DataListener, TransportError, Unsubscribe } from '@modlink/sdk';

/** The board at the other end of Bluetooth: of this computer, or of the dongle. */
export interface GanglionLink {
  /** Its address. */
  readonly id: string;
  /** Sends commands of one character each. @throws {TransportError} */
  send(commands: string): Promise<void>;
  /** Where packets go from now on; they are borrowed. */
  onPacket(listener: DataListener): void;
  /** As the board tells it, such as `2.0.1`; `undefined` where it does not. */
  readSoftwareRevision(signal: AbortSignal): Promise<string | undefined>;
  /** Strength of the signal, in dBm. */
  readRssiDbm(): Promise<number>;
  /** Called once when the connection is closed: without an error after `close()`. */
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  /** Closing twice does nothing. */
  close(): Promise<void>;
}
