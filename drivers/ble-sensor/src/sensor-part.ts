/** What a sensor consists of: each of its services is a part with streams of its own. */
import type {
  BleConnection,
  BleServiceInfo,
  EmitOptions,
  EmitSamples,
  Logger,
  ReportLevel,
  StreamDescriptor,
} from '@modlink/sdk';
import type { CompleteSettings } from './settings.js';

/** What a part gets to work with. */
export interface SensorLink {
  readonly connection: BleConnection;
  /** What the sensor has. */
  readonly services: readonly BleServiceInfo[];
  readonly settings: CompleteSettings;
  /** Drops what comes while the sensor does not stream. */
  readonly emit: (streamKey: string, values: EmitSamples, options?: EmitOptions) => void;
  readonly report: (level: ReportLevel, message: string) => void;
  readonly log: Logger;
}

/** A service of a connected sensor. */
export interface SensorPart {
  readonly streams: readonly StreamDescriptor[];
  /** Begins to measure. What it throws fails the start of streaming; `stop` is called then, too. */
  start(signal: AbortSignal): Promise<void>;
  /** Tells the sensor to stop. What it throws is logged: the connection may be gone. */
  stop(): Promise<void>;
  /** Lets go of timers and listeners, at once; after it nothing is emitted. */
  end(): void;
}

/**
 * Finds a part.
 * @returns `undefined` where the sensor does not have it, or the settings do not want it.
 */
export type OpenPart = (link: SensorLink, signal: AbortSignal) => Promise<SensorPart | undefined>;
