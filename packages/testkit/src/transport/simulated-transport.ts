import type { TransportMap } from '@modlink/sdk';

/** What the rules of the driver contract need of a transport without hardware. */
export interface SimulatedTransport {
  /** What a driver gets at `bind`. */
  readonly transports: Partial<TransportMap>;
  /** How often a driver asked to open something, whether or not it succeeded. */
  readonly openings: number;
  /** What is open now, by name. */
  readonly openDevices: readonly string[];
  /**
   * Whether bytes are overwritten once their listener has returned, as a real transport does that reads into the same
   * buffer again. They are borrowed.
   */
  overwritesBytes: boolean;
  /** Everything is unplugged: what is open is lost, and nothing is found or opened any more. */
  unplug(): void;
  /** The next attempt to open something fails with this. */
  failNextOpen(error: Error): void;
  /** Opening takes for ever, until its signal fires. */
  stallOpening(): void;
}
