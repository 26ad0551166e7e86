import { isModlinkError } from '@modlink/sdk';
import type {
  Axes,
  BatteryState,
  CalibrationSource,
  Connection,
  Parsed,
  ReportProgressOptions,
} from '../parser/index.js';
import type { ReportInbox } from '../report-inbox.js';
import type { HidImuExtra } from '../search.js';
import type { CompleteSettings } from '../settings.js';

/** One sample in m/s^2 and rad/s. Sensors with reports of their own have one of the two. */
export interface ImuSample {
  readonly accel?: Axes | undefined;
  readonly gyro?: Axes | undefined;
}

/** What one report says, in units. */
export interface ImuReading {
  /** The oldest first. */
  readonly samples: readonly ImuSample[];
  readonly counter?: number | undefined;
  readonly ticks?: number | undefined;
  readonly battery?: BatteryState | undefined;
}

/** A device that was found, opened and set up: it sends. */
export interface ImuDevice {
  readonly name: string;
  readonly connection: Connection | undefined;
  readonly calibration: CalibrationSource | undefined;
  readonly hasAccel: boolean;
  readonly hasGyro: boolean;
  readonly hasBattery: boolean;
  readonly samplesPerReport: number;
  /** `'irregular'` where the device does not say how often it sends. */
  readonly reportRateHz: number | 'irregular';
  /** The counter and the clock in its reports; absent where they have neither. */
  readonly progress: ReportProgressOptions | undefined;
  /** Reads one input report. */
  read(report: Uint8Array): Parsed<ImuReading>;
  /** Leaves the device as it was found, as far as it goes; the connection is closed after that. */
  release(): Promise<void>;
}

/** What a device is set up with. */
export interface SetupContext {
  readonly inbox: ReportInbox;
  readonly extra: HidImuExtra;
  readonly settings: CompleteSettings;
  readonly signal: AbortSignal;
  /** Tells the user. */
  readonly warn: (message: string) => void;
}

/** How the platform says that a device is connected; `undefined` where it does not, or where it is neither. */
export function toldConnection({ busType }: HidImuExtra): Connection | undefined {
  return busType === 'usb' || busType === 'bluetooth' ? busType : undefined;
}

/**
 * A device that refuses a feature report can still stream; one that is gone cannot.
 * @returns `undefined` for a report that was refused.
 */
export async function unlessRefused<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isModlinkError(error) && error.code === 'IO_FAILED') return undefined;
    throw error;
  }
}
