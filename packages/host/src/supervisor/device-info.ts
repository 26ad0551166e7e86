import type { DeviceCommandInfo } from '@modlink/sdk';

/**
 * `connecting` -> `connected` <-> `streaming`; `restarting` after the isolate ended by itself; `reconnecting` after the
 * device went away; `disconnected` at the end, on request or because the device went away and is not looked for; `failed`
 * when it was given up.
 */
export type DeviceState =
  | 'connecting'
  | 'connected'
  | 'streaming'
  | 'restarting'
  | 'reconnecting'
  | 'disconnected'
  | 'failed';

/** A device as others see it. */
export interface DeviceInfo {
  readonly deviceId: string;
  readonly driverId: string;
  readonly title: string;
  /** What names the physical device for good, as the search had it. */
  readonly identity: string;
  readonly state: DeviceState;
  readonly streamIds: readonly string[];
  /** What can be done with it beside streaming; empty until it is connected. */
  readonly commands: readonly DeviceCommandInfo[];
  /** The process of its driver; absent in a worker, inline, and while there is none. */
  readonly pid: number | undefined;
}
