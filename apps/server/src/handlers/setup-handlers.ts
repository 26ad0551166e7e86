import type { Host } from '@modlink/host';
import { wireError } from '../wire.js';
import type { Handlers } from './handler.js';

type SetupRoutes = 'listSetups' | 'saveSetup' | 'deleteSetup' | 'restoreSetup';

export function setupHandlers({ setups }: Host): Pick<Handlers, SetupRoutes> {
  return {
    listSetups: async () => ({
      setups: (await setups.list()).map(({ devices, ...setup }) => ({ ...setup, devices: [...devices] })),
    }),
    async saveSetup({ params, body }) {
      const { devices, ...setup } = await setups.save(params.name, body);
      return { ...setup, devices: [...devices] };
    },
    async deleteSetup({ params }) {
      await setups.delete(params.name);
      return undefined;
    },
    async restoreSetup({ params, signal }) {
      const restored = await setups.restore(params.name, signal);
      return {
        devices: restored.map(({ device, deviceId, error }) => ({
          device,
          ...(deviceId !== undefined && { deviceId }),
          ...(error !== undefined && { error: wireError(error) }),
        })),
      };
    },
  };
}
