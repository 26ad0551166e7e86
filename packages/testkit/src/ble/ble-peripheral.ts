import type { BleCharacteristicProperty, BlePeripheralInfo } from '@modlink/sdk';

/**
 * The peripheral's end of a connection. Characteristics are named by their UUID, which is unique in a peripheral here; time is
 * that of whatever runs the peripheral: a virtual clock, or a real one.
 */
export interface BleLine {
  /** Sends a notification or an indication, if the central subscribed to it. Does nothing once the line is closed. */
  notify(characteristic: string, bytes: Uint8Array): void;
  /** Whether the central is subscribed. */
  isSubscribed(characteristic: string): boolean;
  /**
   * Does something again and again, first after one interval, until told to stop or until the line is closed.
   * @param run - gets the number of the time, from 0.
   * @returns a function that stops it.
   */
  every(intervalMs: number, run: (index: number) => void): () => void;
  /** Something that the peripheral does later, unless the line is closed by then. */
  after(delayMs: number, run: () => void): void;
  /** The peripheral ends the connection. */
  disconnect(): void;
}

/** What a peripheral does about one characteristic of a connection. */
export interface BleReactions {
  /** The central reads. What it throws fails the reading. Without it, the characteristic's `value` is read. */
  readonly onRead?: () => Uint8Array;
  /** The central wrote. The bytes are the peripheral's own. What it throws fails a write that has a response. */
  readonly onWrite?: (bytes: Uint8Array) => void;
  /** The central subscribed: from now on notifications arrive. */
  readonly onSubscribe?: () => void;
  /** The central has ended its subscription. */
  readonly onUnsubscribe?: () => void;
}

/** A characteristic of a peripheral. */
export interface BleCharacteristicDefinition {
  /** Of 16 or 128 bits, as the SDK writes them. */
  readonly uuid: string;
  /** What can be done with it. */
  readonly properties: readonly BleCharacteristicProperty[];
  /** What is read, where it is always the same. */
  readonly value?: Uint8Array;
}

/** A service of a peripheral. */
export interface BleServiceDefinition {
  readonly uuid: string;
  readonly characteristics: readonly BleCharacteristicDefinition[];
}

/**
 * A scripted peripheral: what it advertises, what it has, and what it does. It knows nothing of what runs it: `SimulatedBle`
 * on a virtual clock, or a real Bluetooth stack.
 */
export interface BlePeripheral extends Partial<BlePeripheralInfo> {
  /** What `connect` takes: an address such as `c0:ff:ee:00:00:01`. */
  readonly id: string;
  /** What it advertises; all services that it has, where absent. */
  readonly serviceUuids?: readonly string[];
  /** What it has. */
  readonly services: readonly BleServiceDefinition[];
  /**
   * A central has connected.
   * @returns what the peripheral does about its characteristics, by UUID. One that is not named does what it can by itself.
   */
  readonly connect?: (line: BleLine) => Readonly<Record<string, BleReactions>>;
}
