import type { HealthEntry, Host } from '@modlink/host';
import type { WireHealthEntry } from '@modlink/protocol';
import type { Handlers } from './handler.js';

/** What befell drivers and devices. */
export function healthHandlers(host: Host): Pick<Handlers, 'driverHealth' | 'deviceHealth'> {
  return {
    driverHealth: ({ params: { driverId } }) => {
      host.drivers.get(driverId);
      return { entries: host.health.ofDriver(driverId).map(wireEntry) };
    },
    deviceHealth: ({ params: { deviceId } }) => {
      const entries = host.health.ofDevice(deviceId);
      // One that was not connected yet may have a history all the same.
      if (entries.length === 0) host.devices.get(deviceId);
      return { entries: entries.map(wireEntry) };
    },
  };
}

function wireEntry({ deviceId, remedy, ...entry }: HealthEntry): WireHealthEntry {
  return {
    ...entry,
    ...(deviceId !== undefined && { deviceId }),
    ...(remedy !== undefined && { remedy }),
  };
}
