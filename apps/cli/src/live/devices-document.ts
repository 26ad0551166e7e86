import type { Host } from '@modlink/host';

/** The connected devices with their streams, for programs. */
export function devicesDocument(host: Host): object[] {
  const descriptors = host.bus.streams().map(({ descriptor }) => descriptor);
  return host.devices.list().map(({ deviceId, driverId, title }) => ({
    deviceId,
    driverId,
    title,
    streams: descriptors.filter((descriptor) => descriptor.deviceId === deviceId),
  }));
}
