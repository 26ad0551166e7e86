/** Eight synthetic devices at typical rates into one recording, in real time. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHost, type Device, type FoundDevice, type Host } from '@modlink/host';
import { temporaryFolder } from '../bench-host.js';
import type { Plan } from '../plan.js';
import { type RecordedRun, recordDevices } from '../recorded-run.js';

const syntheticDriver = dirname(fileURLToPath(import.meta.resolve('@modlink/driver-synthetic/package.json')));

const settings = {
  eegDevices: 4,
  eegChannels: 8,
  eegRateHz: 250,
  imuDevices: 2,
  accelRateHz: 200,
  gyroRateHz: 200,
  fieldWidth: 100,
  fieldHeight: 100,
  fieldRateHz: 30,
  videoWidth: 640,
  videoHeight: 480,
  videoRateHz: 30,
};
const kinds = ['eeg', 'imu', 'field', 'video'];

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
  const { devices: found } = await host.search({ driverId: 'synthetic' });
  const wanted = found.filter(({ result }) => kinds.includes(String(result.extra?.kind)));
  if (wanted.length !== 8) throw new Error(`Eight synthetic devices were expected, not ${wanted.length}.`);
  const devices: Device[] = [];
  for (const each of wanted satisfies readonly FoundDevice[]) devices.push(await host.connect(each));
  return devices;
}
