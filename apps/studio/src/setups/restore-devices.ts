import type { ModlinkClient } from '@modlink/client';
import type { ErrorInfo } from '@modlink/protocol';
import { serializeError } from '@modlink/sdk';
import { matchDevices, type SetupDevice } from './setup.js';

export type DeviceOutcome =
  | { readonly device: SetupDevice; readonly state: 'ready' | 'not-found' }
  | { readonly device: SetupDevice; readonly state: 'failed'; readonly error: ErrorInfo };

/** Searches, connects and starts the devices of a setup; those that are connected already are only started. */
export async function restoreDevices(
  client: ModlinkClient,
  wanted: readonly SetupDevice[],
): Promise<DeviceOutcome[]> {
  const { devices } = await client.call('listDevices');
  const usable = devices.filter(({ state }) => state === 'connected' || state === 'streaming');
  const connected = matchDevices(wanted, usable);
  const missing = wanted.filter((_, index) => connected[index] === undefined);
  const found = await findDevices(client, missing);
  return Promise.all(
    wanted.map(async (device, index): Promise<DeviceOutcome> => {
      try {
        const there = connected[index] ?? (await connect(client, found.get(device)));
        if (there === undefined) return { device, state: 'not-found' };
        if (device.isStreaming && there.state !== 'streaming') {
          await client.call('startStreaming', { params: { deviceId: there.deviceId } });
        }
        return { device, state: 'ready' };
      } catch (error) {
        const { code, message } = serializeError(error);
        return { device, state: 'failed', error: { code, message } };
      }
    }),
  );
}

/** Searches with each driver once. */
async function findDevices(
  client: ModlinkClient,
  missing: readonly SetupDevice[],
): Promise<Map<SetupDevice, string>> {
  const driverIds = [...new Set(missing.map(({ driverId }) => driverId))];
  const searches = driverIds.map((driverId) => client.call('search', { body: { driverId } }));
  // A driver that cannot search finds none; the others go on.
  const outcomes = await Promise.allSettled(searches);
  const there = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value.devices : []));
  const matches = matchDevices(missing, there);
  return new Map(
    missing.flatMap((device, index) => {
      const match = matches[index];
      return match === undefined ? [] : [[device, match.foundId] as const];
    }),
  );
}

async function connect(client: ModlinkClient, foundId: string | undefined) {
  return foundId === undefined ? undefined : client.call('connectDevice', { body: { foundId } });
}
