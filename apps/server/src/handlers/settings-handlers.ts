import { type Host, type HostValueName, hostValueEffects, hostValuesJsonSchema } from '@modlink/host';
import type { RouteResponse } from '@modlink/protocol';
import type { JsonObject } from '@modlink/sdk';
import { wirePolicy } from '../wire.js';
import type { Handlers } from './handler.js';

type SettingsRoutes =
  | 'hostSettings'
  | 'setHostSettings'
  | 'getDriverPolicy'
  | 'setDriverPolicy'
  | 'getDevicePolicy'
  | 'setDevicePolicy';

/** Called after something was saved. */
export interface SettingsListeners {
  onSettings(): void;
  onPolicy(): void;
}

/** The settings of the host itself, and what is done about devices that go away or fall silent. */
export function settingsHandlers(
  host: Host,
  { onSettings, onPolicy }: SettingsListeners,
): Pick<Handlers, SettingsRoutes> {
  const { settings } = host;
  const answer = (): RouteResponse<'hostSettings'> => {
    const { reconnect, silence, ...values } = settings.current;
    return {
      values: { ...values, reconnect: { ...reconnect }, silence: { ...silence } },
      set: (Object.keys(settings.saved) as HostValueName[]).filter((name) => name in hostValueEffects),
      overridden: [...settings.overridden],
      takesEffect: { ...hostValueEffects },
      schema: hostValuesJsonSchema() as JsonObject,
    };
  };
  const driverPolicy = (driverId: string): RouteResponse<'getDriverPolicy'> => {
    host.drivers.get(driverId);
    return {
      policy: wirePolicy(settings.policies(driverId)),
      own: settings.ownPolicy('drivers', driverId),
    };
  };
  /** Also of a device that is not connected yet. @throws {HostError} `UNKNOWN_DEVICE` */
  const driverOf = async (deviceId: string): Promise<string> =>
    (await host.devices.known()).get(deviceId)?.driverId ?? host.devices.get(deviceId).driverId;
  const devicePolicy = async (deviceId: string): Promise<RouteResponse<'getDevicePolicy'>> => ({
    policy: wirePolicy(settings.policies(await driverOf(deviceId), deviceId)),
    own: settings.ownPolicy('devices', deviceId),
  });
  return {
    async hostSettings() {
      await settings.refresh();
      return answer();
    },
    async setHostSettings({ body }) {
      await settings.change(body);
      onSettings();
      return answer();
    },
    getDriverPolicy: ({ params }) => driverPolicy(params.driverId),
    async setDriverPolicy({ params: { driverId }, body }) {
      host.drivers.get(driverId);
      await settings.changePolicy('drivers', driverId, body);
      onPolicy();
      return driverPolicy(driverId);
    },
    getDevicePolicy: ({ params }) => devicePolicy(params.deviceId),
    async setDevicePolicy({ params: { deviceId }, body }) {
      await driverOf(deviceId);
      await settings.changePolicy('devices', deviceId, body);
      onPolicy();
      return devicePolicy(deviceId);
    },
  };
}
