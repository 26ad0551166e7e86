/** The host's things as they go over the wire: nanoseconds as text, errors as code and message, nothing internal. */
import type {
  BusStream,
  DeviceInfo,
  DevicePolicies,
  Host,
  ListedDriver,
  RecordingLabels,
  RecordingSummary,
  SpaceLeft,
  StreamStatisticsSnapshot,
} from '@modlink/host';
import type {
  diagnostic,
  ErrorInfo,
  streamStatistics,
  WireDevice,
  WireDevicePolicy,
  WireDriver,
  WireRunningRecording,
  WireStream,
  WireStreamDescriptor,
} from '@modlink/protocol';
import { type DeviceCommandInfo, type StreamDescriptor, serializeError } from '@modlink/sdk';
import type { z } from 'zod';

export function wireError(error: unknown): ErrorInfo {
  const { code, message } = serializeError(error);
  return { code, message };
}

export function wireDescriptor(descriptor: StreamDescriptor): WireStreamDescriptor {
  const { metadata = {}, channelNames = [], ...fields } = descriptor.toJSON();
  return { ...fields, metadata, channelNames: [...channelNames] };
}

export function wireStatistics(statistics: StreamStatisticsSnapshot): z.output<typeof streamStatistics> {
  const { frames, samples, bytes, gaps, lostFrames, lostSamples, lateFrames } = statistics;
  const { measuredRateHz, jitterMs, jitterP50Ms, jitterP99Ms, longestIntervalMs, clock, driftPpm } =
    statistics;
  const { clockOffsetNs, firstTimestampNs, lastTimestampNs, lastArrivalNs } = statistics;
  return {
    frames,
    samples,
    bytes,
    gaps,
    lostFrames,
    lostSamples,
    lateFrames,
    ...(measuredRateHz !== undefined && { measuredRateHz }),
    ...(jitterMs !== undefined && { jitterMs }),
    ...(jitterP50Ms !== undefined && { jitterP50Ms }),
    ...(jitterP99Ms !== undefined && { jitterP99Ms }),
    ...(longestIntervalMs !== undefined && { longestIntervalMs }),
    ...(clock !== undefined && { clock }),
    ...(driftPpm !== undefined && { driftPpm }),
    ...(clockOffsetNs !== undefined && { clockOffsetNs: String(clockOffsetNs) }),
    ...(firstTimestampNs !== undefined && { firstTimestampNs: String(firstTimestampNs) }),
    ...(lastTimestampNs !== undefined && { lastTimestampNs: String(lastTimestampNs) }),
    ...(lastArrivalNs !== undefined && { lastArrivalNs: String(lastArrivalNs) }),
  };
}

export function wireStream(stream: BusStream): WireStream {
  return {
    streamId: stream.streamId,
    descriptor: wireDescriptor(stream.descriptor),
    statistics: wireStatistics(stream.statistics.snapshot()),
    rates: { ...stream.rates },
    droppedFrames: stream.droppedFrames,
  };
}

/** What is done about a device that goes away or falls silent. */
export function wirePolicy({ reconnect, silence }: DevicePolicies): WireDevicePolicy {
  return { reconnect: { ...reconnect }, silence: { ...silence } };
}

export function wireDevice(host: Host, info: DeviceInfo, lastError: ErrorInfo | undefined): WireDevice {
  const { deviceId, driverId, title, identity, state, streamIds, commands, pid } = info;
  return {
    deviceId,
    driverId,
    title,
    identity,
    state,
    streamIds: [...streamIds],
    ...(pid !== undefined && { pid }),
    commands: commands.map(wireCommand),
    policy: wirePolicy(host.settings.policies(driverId, deviceId)),
    ...(lastError !== undefined && { lastError }),
  };
}

function wireCommand({
  description,
  result,
  confirm,
  timeoutMs,
  ...command
}: DeviceCommandInfo): WireDevice['commands'][number] {
  return {
    ...command,
    ...(description !== undefined && { description }),
    ...(result !== undefined && { result }),
    ...(confirm !== undefined && { confirm }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

export function wireDriver(host: Host, driver: ListedDriver): WireDriver {
  const { driverId, displayName, description, status, enabled, disabledBy, sdkRange, diagnostics } = driver;
  return {
    driverId,
    displayName,
    ...(description !== undefined && { description }),
    status,
    enabled,
    ...(disabledBy !== undefined && { disabledBy }),
    providers: [...driver.providers],
    transports: [...driver.transports],
    runsIn: driver.runsIn,
    package: {
      name: driver.packageName,
      version: driver.packageVersion,
      path: driver.path,
      source: driver.source,
    },
    apiVersion: driver.apiVersion,
    ...(sdkRange !== undefined && { sdkRange }),
    hasSettings: driver.status === 'ok' && driver.settingsSchema !== undefined,
    policy: wirePolicy(host.settings.policies(driverId)),
    diagnostics: diagnostics.map((each): z.output<typeof diagnostic> => ({ ...each })),
  };
}

/** What stands beside a running recording's own summary. */
export interface RunningFacts {
  readonly recordingId: string;
  readonly storedId: string | undefined;
  readonly nowNs: bigint;
  readonly endsNs: bigint | undefined;
  readonly space: SpaceLeft | undefined;
  readonly openSegments: readonly string[];
}

export function wireRunningRecording(summary: RecordingSummary, facts: RunningFacts): WireRunningRecording {
  const { state, error, path, startedNs, durableUpToNs } = summary;
  const { recordingId, storedId, nowNs, endsNs, space, openSegments } = facts;
  return {
    recordingId,
    ...wireLabels(summary),
    state,
    ...(error !== undefined && { error: wireError(error) }),
    ...(storedId !== undefined && { storedId }),
    path,
    paths: [...summary.paths],
    startedNs: String(startedNs),
    elapsedMs: Number(nowNs - startedNs) / 1e6,
    ...(endsNs !== undefined && { endsNs: String(endsNs) }),
    ...(space !== undefined && { space: wireSpace(space) }),
    fileBytes: summary.fileBytes,
    pendingBytes: summary.pendingBytes,
    ...(durableUpToNs !== undefined && { durableUpToNs: String(durableUpToNs) }),
    frames: summary.frames,
    samples: summary.samples,
    gaps: summary.gaps,
    events: summary.events,
    streams: summary.streams.map(({ streamId, statistics }) => ({
      streamId,
      statistics: wireStatistics(statistics),
    })),
    openSegments: [...openSegments],
  };
}

/** What people call a recording. */
export function wireLabels({ name, session, experiment, subject, notes }: RecordingLabels): WireLabels {
  return {
    name,
    ...(session !== undefined && { session }),
    ...(experiment !== undefined && { experiment }),
    ...(subject !== undefined && { subject }),
    ...(notes !== undefined && { notes }),
  };
}
type WireLabels = Pick<WireRunningRecording, 'name' | 'session' | 'experiment' | 'subject' | 'notes'>;

function wireSpace({ freeBytes, bytesPerSecond, lastsMs }: SpaceLeft): WireRunningRecording['space'] {
  return { freeBytes, bytesPerSecond, ...(lastsMs !== undefined && { lastsMs }) };
}
