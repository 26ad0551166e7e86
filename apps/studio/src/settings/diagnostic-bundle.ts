import type { ModlinkClient } from '@modlink/client';
import { serializeError } from '@modlink/sdk';
import { maskAddresses, maskSettings } from './mask-secrets.js';

const logLines = 5_000;

/**
 * What helps to understand a problem: versions, drivers and their settings, devices, streams, recordings and the log, without
 * secrets. What cannot be had stands there as the error.
 */
export async function diagnosticBundle(client: ModlinkClient, now: Date): Promise<object> {
  const parts = {
    health: client.call('health'),
    host: client.call('host'),
    drivers: client.call('listDrivers'),
    driverSettings: driverSettings(client),
    devices: client.call('listDevices'),
    streams: client.call('listStreams'),
    runningRecordings: client.call('runningRecordings'),
    recordings: client.call('listRecordings', { query: { limit: 50 } }),
    exports: client.call('listExports'),
    replays: client.call('listReplays'),
    log: client.call('logs', { query: { level: 'debug', limit: logLines } }),
  };
  const answers = await Promise.all(
    Object.entries(parts).map(async ([name, answer]) => [name, await answer.catch(errorWords)] as const),
  );
  return maskAddresses({
    format: 'modlink-diagnostics',
    version: 1,
    createdAt: now.toISOString(),
    studio: {
      origin: location.origin,
      userAgent: navigator.userAgent,
      languages: navigator.languages,
      window: { width: innerWidth, height: innerHeight, pixelRatio: devicePixelRatio },
    },
    ...Object.fromEntries(answers),
  }) as object;
}

async function driverSettings(client: ModlinkClient): Promise<object> {
  const { drivers } = await client.call('listDrivers');
  const entries = drivers
    .filter(({ hasSettings }) => hasSettings)
    .map(async ({ driverId }) => {
      const values = client
        .call('getDriverSettings', { params: { driverId } })
        .then((settings) => maskSettings(settings.values), errorWords);
      return [driverId, await values] as const;
    });
  return Object.fromEntries(await Promise.all(entries));
}

function errorWords(error: unknown): object {
  const { code, message } = serializeError(error);
  return { error: { code, message } };
}
