/** From the driver's `emit` to the consumer, for frames that come at a rate. */
import type { Isolation } from '@modlink/sdk/manifest';
import { openBenchHost, startOneDevice, temporaryFolder } from '../bench-host.js';
import type { FrameKind } from '../frames.js';
import { type Latency, LatencyRecorder, measureRounds } from '../latency-recorder.js';
import type { Plan } from '../plan.js';

export interface LatencyRequest {
  readonly isolation: Isolation;
  readonly frame: FrameKind;
  readonly plan: Plan['latency'];
}

/** Emitting and receiving are timed by the one host clock. */
export default async function measureLatency({ isolation, frame, plan }: LatencyRequest): Promise<Latency> {
  await using folder = await temporaryFolder();
  const rateHz = frame.latencyRateHz;
  await using host = await openBenchHost(folder.path, isolation, [{ ...frame, rateHz }]);
  const latency = new LatencyRecorder();
  host.bus.tap('*', ({ view }) => latency.add(Number(host.clock.nowNs() - view.timestampNs)));
  await startOneDevice(host);
  return await measureRounds(latency, plan);
}
