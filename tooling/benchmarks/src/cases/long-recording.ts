/** Minutes of a small laboratory, sent faster than devices do: does the memory of a recording grow with its length? */
import { type BenchDevice, connectDevices, openBenchHost, temporaryFolder } from '../bench-host.js';
import type { Plan } from '../plan.js';
import { type RecordedRun, recordDevices } from '../recorded-run.js';

/** Four EEGs, two inertial sensors and a pressure mat, at the rates that they have. */
const laboratory: readonly (BenchDevice & { readonly rateHz: number })[] = [
  ...['EEG 1', 'EEG 2', 'EEG 3', 'EEG 4'].map((name) => signal(name, [8, 10], 25)),
  ...['IMU 1', 'IMU 2'].map((name) => signal(name, [6, 8], 25)),
  { name: 'mat', payloadType: 'field', dtype: 'float32', shape: [1, 1, 100, 100], rateHz: 30 },
];

export default async function measureLongRecording(plan: Plan['longRecording']): Promise<RecordedRun> {
  await using folder = await temporaryFolder();
  const devices = laboratory.map((device) => ({ ...device, rateHz: device.rateHz * plan.acceleration }));
  await using host = await openBenchHost(folder.path, 'process', devices);
  return await recordDevices(host, await connectDevices(host), (plan.minutes * 60) / plan.acceleration);
}

function signal(name: string, shape: readonly [number, number], rateHz: number) {
  return { name, payloadType: 'signal', dtype: 'float32', shape, rateHz } as const;
}
