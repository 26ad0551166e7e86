import type { JsonObject, SearchResultInit } from '@modlink/sdk';
import type { Bus } from '../bus/bus.js';
import type { HostClock } from '../clock/host-clock.js';
import type { HostEvents } from '../events/host-events.js';
import type { IsolateObserver } from './isolate.js';
import type { ReconnectOptions } from './reconnect-policy.js';
import type { RestartOptions } from './restart-policy.js';
import type { SilenceOptions } from './silence-watchdog.js';
import type { LoadedIsolate } from './start-isolate.js';

/** What was decided about devices whose driver fails, that go away, or that fall silent. */
export interface DevicePolicies {
  readonly restart: RestartOptions;
  readonly reconnect: ReconnectOptions;
  readonly silence: SilenceOptions;
}

/** A device that a search found, and the isolate that found it. */
export interface FoundAgain extends LoadedIsolate {
  readonly result: SearchResultInit;
}

export interface DeviceOptions {
  readonly deviceId: string;
  readonly driverId: string;
  /** What names the physical device for good. */
  readonly identity: string;
  readonly result: SearchResultInit;
  readonly settings: () => Promise<JsonObject>;
  readonly bus: Bus;
  readonly events: HostEvents;
  readonly clock: HostClock;
  /** As they are now. */
  readonly policies: () => DevicePolicies;
  /** Starts and loads a fresh isolate of the same driver. */
  readonly startIsolate: (observer: IsolateObserver) => Promise<LoadedIsolate>;
  /** Searches for the same physical device. @throws when it is not there. */
  readonly findAgain: (signal: AbortSignal) => Promise<FoundAgain>;
  /** Whether a running recording holds its streams. */
  readonly isRecorded: () => boolean;
}
