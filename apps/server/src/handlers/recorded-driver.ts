import { type Host, maskSettings, type RecordingGlance } from '@modlink/host';
import type { WireRecordedDriver } from '@modlink/protocol';
import type { JsonObject } from '@modlink/sdk';

/** What a recording tells of a driver. Its settings may have been recorded with their secrets. */
export function wireDriver(
  driver: RecordingGlance['drivers'][number],
  { drivers }: Host,
): WireRecordedDriver {
  const { deviceId, driverId, displayName, package: name, version, integrity, source, firmware } = driver;
  const installed = drivers.list().find((each) => each.driverId === driverId);
  const schema = installed?.status === 'ok' ? installed.settingsSchema : undefined;
  return {
    deviceId,
    driverId,
    ...(displayName !== undefined && { displayName }),
    ...(name !== undefined && { package: name }),
    ...(version !== undefined && { version }),
    ...(integrity !== undefined && { integrity }),
    ...(source !== undefined && { source }),
    ...(firmware !== undefined && { firmware }),
    ...(driver.settings !== undefined && { settings: maskSettings(driver.settings, schema) as JsonObject }),
  };
}
