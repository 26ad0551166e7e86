/** A recording of one device in its own process, that sends many frames a second for a while. */
import { connectDevices, openBenchHost, temporaryFolder } from '../bench-host.js';
import type { FrameKind } from '../frames.js';
import type { Plan } from '../plan.js';
import { type RecordedRun, recordDevices } from '../recorded-run.js';

export interface SustainedRequest {
  readonly frame: FrameKind;
  readonly framesPerSecond: number;
  readonly plan: Plan['sustained'];
}

export default async function measureSustained({
  frame,
  framesPerSecond,
  plan,
}: SustainedRequest): Promise<RecordedRun> {
  await using folder = await temporaryFolder();
  const devices = [{ ...frame, rateHz: framesPerSecond }];
  await using host = await openBenchHost(folder.path, 'process', devices);
  return await recordDevices(host, await connectDevices(host), plan.seconds);
}
