/** All cases, one after the other, and the measurements that they come to. */
import { type Isolation, isolations } from '@modlink/sdk/manifest';
import { barePipeLatency, barePipeStart, barePipeThroughput } from './baselines/bare-pipe.js';
import type { LatencyRequest } from './cases/latency.js';
import type { MemoryRequest, MemoryUse } from './cases/memory.js';
import type { BareProcess } from './cases/nothing.js';
import type { RecordingRequest, RecordingSpeed } from './cases/recording.js';
import type { ScanTimes } from './cases/scan.js';
import type { SeekRequest, SeekTimes } from './cases/seek.js';
import type { StartRequest, StartTimes } from './cases/start.js';
import type { SustainedRequest } from './cases/sustained-recording.js';
import { consumerKinds, type Throughput, type ThroughputRequest } from './cases/throughput.js';
import { type FrameKind, frameKinds } from './frames.js';
import { inFreshProcess } from './fresh-process.js';
import type { Latency } from './latency-recorder.js';
import type { Measurement } from './measurement.js';
import type { Plan } from './plan.js';
import type { RecordedRun } from './recorded-run.js';
import { median } from './statistics.js';

/** @param tell - told what is measured next. */
export async function runSuite(plan: Plan, tell: (what: string) => void): Promise<Measurement[]> {
  const smallFrame = frameKinds[0] as FrameKind;
  const measurements: Measurement[] = [];
  const take = (added: readonly Measurement[]) => measurements.push(...added);
  for (const frame of plan.frames) {
    tell(`frames per second, ${frame.name}`);
    take(await throughputOf(frame, plan));
    tell(`latency, ${frame.name}`);
    take(await latencyOf(frame, plan));
    tell(`recording, ${frame.name}`);
    take(await recordingOf(frame, plan));
    if (frame.payloadType === 'signal' && plan.compressions.length > 0) {
      tell(`compressed recording, ${frame.name}`);
      take(await compressedOf(frame, plan));
    }
    tell(`recording at a steady rate, ${frame.name}`);
    take(await sustainedOf(frame, plan));
  }
  tell(`seeking in a recording of ${plan.seek.megabytes} MB`);
  take(await seekOf(plan.frames.at(-1) ?? smallFrame, plan));
  tell('scan for drivers');
  take(await scanOf(plan));
  tell('starts');
  take(await startsOf(smallFrame, plan));
  tell('memory');
  take(await memoryOf(smallFrame, plan));
  tell(
    `a recording of ${plan.longRecording.minutes} minutes, ${plan.longRecording.acceleration} times as fast`,
  );
  take(await longRecordingOf(plan));
  return measurements;
}

async function throughputOf(frame: FrameKind, plan: Plan): Promise<Measurement[]> {
  const beside = { what: 'bare pipe', value: await barePipeThroughput(frame, plan.throughput) };
  const measurements: Measurement[] = [];
  for (const isolation of isolations) {
    const request: ThroughputRequest = { isolation, frame, plan: plan.throughput };
    const rates = await inFreshProcess<ThroughputRequest, Throughput>('cases/throughput', request);
    for (const consumers of consumerKinds) {
      measurements.push({
        id: `throughput/${isolation}/${frame.key}/${consumers}`,
        value: rates[consumers],
        unit: 'frames/s',
        beside,
        better: 'higher',
      });
    }
  }
  return measurements;
}

async function latencyOf(frame: FrameKind, plan: Plan): Promise<Measurement[]> {
  const pipe = await barePipeLatency(frame, plan.latency);
  const measurements: Measurement[] = [];
  for (const isolation of isolations) {
    const request: LatencyRequest = { isolation, frame, plan: plan.latency };
    const latency = await inFreshProcess<LatencyRequest, Latency>('cases/latency', request);
    for (const [name, key] of [
      ['p50', 'p50Ms'],
      ['p99', 'p99Ms'],
    ] as const) {
      measurements.push({
        id: `latency/${isolation}/${frame.key}/${name}`,
        value: latency[key],
        unit: 'ms',
        beside: { what: 'bare pipe', value: pipe[key] },
        better: 'lower',
      });
    }
  }
  return measurements;
}

async function recordingOf(frame: FrameKind, plan: Plan): Promise<Measurement[]> {
  const speed = await inFreshProcess<RecordingRequest, RecordingSpeed>('cases/recording', {
    frame,
    plan: plan.recording,
    compression: 'none',
    values: 'zeros',
  });
  const bytesPerFrame = speed.bytesPerSecond / speed.framesPerSecond;
  return [
    {
      id: `recording/${frame.key}/frames`,
      value: speed.framesPerSecond,
      unit: 'frames/s',
      beside: { what: 'plain file', value: speed.rawBytesPerSecond / bytesPerFrame },
      better: 'higher',
    },
    {
      id: `recording/${frame.key}/bytes`,
      value: speed.bytesPerSecond / 1e6,
      unit: 'MB/s',
      beside: { what: 'plain file', value: speed.rawBytesPerSecond / 1e6 },
      better: 'higher',
    },
  ];
}

async function compressedOf(frame: FrameKind, plan: Plan): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const compression of plan.compressions) {
    const speed = await inFreshProcess<RecordingRequest, RecordingSpeed>('cases/recording', {
      frame,
      plan: { ...plan.recording, rounds: 1 },
      compression,
      values: 'signal',
    });
    measurements.push({
      id: `recording/${frame.key}/${compression}`,
      value: speed.bytesPerSecond / 1e6,
      unit: 'MB/s',
      beside: { what: 'plain file', value: speed.rawBytesPerSecond / 1e6 },
      better: 'higher',
    });
  }
  return measurements;
}

async function sustainedOf(frame: FrameKind, { sustained }: Plan): Promise<Measurement[]> {
  const framesPerSecond = sustained.framesPerSecond[frame.key];
  if (framesPerSecond === undefined) return [];
  const request: SustainedRequest = { frame, framesPerSecond, plan: sustained };
  const run = await inFreshProcess<SustainedRequest, RecordedRun>('cases/sustained-recording', request);
  return [
    {
      id: `sustained/${frame.key}`,
      value: run.recordedFrames / run.seconds,
      unit: 'frames/s',
      beside: { what: 'sent', value: (run.recordedFrames + run.missingFrames) / run.seconds },
      better: 'higher',
    },
  ];
}

async function seekOf(frame: FrameKind, { seek }: Plan): Promise<Measurement[]> {
  const times = await inFreshProcess<SeekRequest, SeekTimes>('cases/seek', { frame, plan: seek });
  const read = (which: string, value: number) => ({ what: `${which} of reading 4 MiB anywhere`, value });
  const ms = { unit: 'ms', better: 'lower' } as const;
  return [
    { id: 'seek/open', value: times.openMs, beside: read('median', times.readP50Ms), ...ms },
    { id: 'seek/p50', value: times.p50Ms, beside: read('median', times.readP50Ms), ...ms },
    { id: 'seek/p99', value: times.p99Ms, beside: read('p99', times.readP99Ms), ...ms },
  ];
}

async function scanOf({ scan }: Plan): Promise<Measurement[]> {
  const times = await inFreshProcess<Plan['scan'], ScanTimes>('cases/scan', scan);
  const beside = { what: 'reading the files', value: times.readMs };
  return [
    { id: 'scan/first', value: times.firstMs, unit: 'ms', beside, better: 'lower' },
    { id: 'scan/again', value: times.againMs, unit: 'ms', beside, better: 'lower' },
  ];
}

async function startsOf(frame: FrameKind, plan: Plan): Promise<Measurement[]> {
  const bare: number[] = [];
  const bareFirstByte: number[] = [];
  const hosts: number[] = [];
  const drivers = new Map<Isolation, number[]>(isolations.map((isolation) => [isolation, []]));
  for (let round = 0; round < plan.starts.rounds; round++) {
    bare.push((await inFreshProcess<null, BareProcess>('cases/nothing', null)).startMs);
    bareFirstByte.push(await barePipeStart(frame));
    for (const [isolation, times] of drivers) {
      const start = await inFreshProcess<StartRequest, StartTimes>('cases/start', { isolation, frame });
      hosts.push(start.hostMs);
      times.push(start.driverMs);
    }
  }
  const child = { what: 'first bytes of a bare process', value: median(bareFirstByte) };
  return [
    {
      id: 'start/host',
      value: median(hosts),
      unit: 'ms',
      beside: { what: 'bare process', value: median(bare) },
      better: 'lower',
    },
    ...[...drivers].map(([isolation, times]) => ({
      id: `start/driver/${isolation}`,
      value: median(times),
      unit: 'ms' as const,
      beside: child,
      better: 'lower' as const,
    })),
  ];
}

async function memoryOf(frame: FrameKind, plan: Plan): Promise<Measurement[]> {
  const { memoryMB } = await inFreshProcess<null, BareProcess>('cases/nothing', null);
  const beside = { what: 'bare process', value: memoryMB };
  const hosts: number[] = [];
  const isolates: Measurement[] = [];
  for (const isolation of ['process', 'worker'] as const) {
    const request: MemoryRequest = { isolation, frame, plan: plan.memory };
    const use = await inFreshProcess<MemoryRequest, MemoryUse>('cases/memory', request);
    hosts.push(use.hostMB);
    isolates.push({
      id: `memory/isolate/${isolation}`,
      value: use.isolateMB,
      unit: 'MB',
      beside,
      better: 'lower',
    });
  }
  return [{ id: 'memory/host', value: median(hosts), unit: 'MB', beside, better: 'lower' }, ...isolates];
}

async function longRecordingOf(plan: Plan): Promise<Measurement[]> {
  const run = await inFreshProcess<Plan['longRecording'], RecordedRun>(
    'cases/long-recording',
    plan.longRecording,
  );
  const { minutes } = plan.longRecording;
  const early = `after ${minutes / 10} of ${minutes} minutes`;
  const isolates = run.isolates.map(({ lateMemoryMB }) => lateMemoryMB);
  return [
    {
      id: 'long-recording/host memory',
      value: run.host.lateMemoryMB,
      unit: 'MB',
      beside: { what: early, value: run.host.earlyMemoryMB },
      better: 'lower',
    },
    ...(isolates.length === 0
      ? []
      : [
          {
            id: 'long-recording/isolate memory',
            value: median(isolates),
            unit: 'MB' as const,
            beside: {
              what: early,
              value: median(run.isolates.map(({ earlyMemoryMB }) => earlyMemoryMB)),
            },
            better: 'lower' as const,
          },
        ]),
    {
      id: 'long-recording/frames',
      value: run.recordedFrames / run.seconds,
      unit: 'frames/s',
      beside: { what: 'sent', value: (run.recordedFrames + run.missingFrames) / run.seconds },
      better: 'higher',
    },
  ];
}
