import type { Host } from '@modlink/host';
import type { ErrorInfo, WireDevice } from '@modlink/protocol';
import { wireDevice, wireError, wireStream } from '../wire.js';
import { FoundDevices } from './found-devices.js';
import type { Handlers } from './handler.js';

type DeviceRoutes =
  | 'search'
  | 'listDevices'
  | 'getDevice'
  | 'connectDevice'
  | 'disconnectDevice'
  | 'startStreaming'
  | 'stopStreaming'
  | 'runDeviceCommand'
  | 'listStreams'
  | 'getStream';

/** @param lastErrorOf - the last thing that went wrong with a device. */
export function deviceHandlers(
  host: Host,
  lastErrorOf: (deviceId: string) => ErrorInfo | undefined,
): Pick<Handlers, DeviceRoutes> {
  const found = new FoundDevices();
  const device = (deviceId: string): WireDevice =>
    wireDevice(host, host.devices.get(deviceId).info(), lastErrorOf(deviceId));
  return {
    async search({ body: { driverId, provider }, signal }) {
      const { devices, failures } = await host.search({ driverId, provider, signal });
      return {
        devices: devices.map((each) => found.keep(each)),
        failures: failures.map(({ error, ...of }) => ({ ...of, error: wireError(error) })),
      };
    },
    listDevices: () => ({
      devices: host.devices.list().map((info) => wireDevice(host, info, lastErrorOf(info.deviceId))),
    }),
    getDevice: ({ params }) => device(params.deviceId),
    async connectDevice({ body, signal }) {
      const { deviceId } = await host.connect(found.get(body.foundId), { signal });
      return device(deviceId);
    },
    async disconnectDevice({ params: { deviceId } }) {
      await host.disconnect(deviceId);
      return device(deviceId);
    },
    async startStreaming({ params: { deviceId } }) {
      await host.startStreaming(deviceId);
      return device(deviceId);
    },
    async stopStreaming({ params: { deviceId } }) {
      await host.stopStreaming(deviceId);
      return device(deviceId);
    },
    async runDeviceCommand({ params: { deviceId, command }, body, signal }) {
      return { result: await host.runCommand(deviceId, command, body.arguments ?? {}, { signal }) };
    },
    listStreams: () => ({ streams: host.bus.streams().map(wireStream) }),
    getStream: ({ params }) => wireStream(host.bus.stream(params.streamId)),
  };
}
