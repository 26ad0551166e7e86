/** Eight synthetic devices at typical rates into one recording, in real time. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SyntheticExtra } from '@modlink/driver-synthetic';
import { createHost, type Device, type Host } from '@modlink/host';
import { temporaryFolder } from '../bench-host.js';
import type { Plan } from '../plan.js';
import { type RecordedRun, recordDevices } from '../recorded-run.js';

const syntheticDriver = dirname(fileURLToPath(import.meta.resolve('@modlink/driver-synthetic/package.json')));

const settings = {
  devicesPerKind: 4,
  eegChannels: 8,
  eegRateHz: 250,
  accelRateHz: 200,
  gyroRateHz: 200,
  fieldWidth: 100,
  fieldHeight: 100,
  fieldRateHz: 30,
  videoWidth: 640,
  videoHeight: 480,
  videoRateHz: 30,
};
/** How many of the devices of each kind take part. */
const wanted: Readonly<Record<string, number>> = { eeg: 4, imu: 2, field: 1, video: 1 };

export default async function runSoak(plan: Plan['soak']): Promise<RecordedRun> {
  await using folder = await temporaryFolder();
  await using host = await createHost({
    home: folder.path,
    appRoot: folder.path,
    roots: [{ kind: 'package', path: syntheticDriver, label: 'synthetic devices' }],
    recordingsFolder: folder.path,
    driverSettings: { synthetic: settings },
  });
  return await recordDevices(host, await connectEight(host), plan.seconds);
}

async function connectEight(host: Host): Promise<Device[]> {
  const { devices: found, failures } = await host.search({ driverId: 'synthetic' });
  for (const { error } of failures) throw error;
  const devices: Device[] = [];
  for (const each of found) {
    const { kind, number } = each.result.extra as SyntheticExtra;
    if ((number ?? 1) <= (wanted[kind] ?? 0)) devices.push(await host.connect(each));
  }
  return devices;
}
