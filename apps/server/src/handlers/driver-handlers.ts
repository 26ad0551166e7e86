import type { Host } from '@modlink/host';
import type { RouteResponse } from '@modlink/protocol';
import { wireDriver } from '../wire.js';
import type { Handlers } from './handler.js';

type DriverRoutes =
  | 'listDrivers'
  | 'getDriver'
  | 'rescanDrivers'
  | 'setDriverEnabled'
  | 'getDriverSettings'
  | 'setDriverSettings';

/** @param onChange - called after drivers were switched on or off, or looked for again. */
export function driverHandlers(host: Host, onChange: () => void): Pick<Handlers, DriverRoutes> {
  const { drivers } = host;
  const list = (): RouteResponse<'listDrivers'> => ({
    drivers: drivers.list().map((driver) => wireDriver(host, driver)),
    diagnostics: drivers.diagnostics().map((each) => ({ ...each })),
  });
  const settings = async (driverId: string): Promise<RouteResponse<'getDriverSettings'>> => {
    const values = await drivers.settings(driverId);
    const driver = drivers.get(driverId);
    const schema = driver.status === 'ok' ? driver.settingsSchema : undefined;
    return { values, ...(schema !== undefined && { schema }) };
  };
  return {
    listDrivers: list,
    getDriver: ({ params }) => wireDriver(host, drivers.get(params.driverId)),
    async rescanDrivers() {
      await drivers.rescan();
      onChange();
      return list();
    },
    async setDriverEnabled({ params: { driverId }, body: { enabled } }) {
      await (enabled ? drivers.enable(driverId) : drivers.disable(driverId));
      onChange();
      return wireDriver(host, drivers.get(driverId));
    },
    getDriverSettings: ({ params }) => settings(params.driverId),
    async setDriverSettings({ params: { driverId }, body: { values } }) {
      await drivers.setSettings(driverId, values);
      return settings(driverId);
    },
  };
}
