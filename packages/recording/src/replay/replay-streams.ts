import { makeDeviceId, StreamDescriptor } from '@modlink/sdk';
import type { ReplayStream } from './replay-types.js';
import type { Lane } from './timeline.js';
import type { Track } from './track.js';

/** The streams of each recording by their channels. */
export type StreamsByTrack = ReadonlyMap<Lane, ReadonlyMap<number, ReplayStream>>;

interface Span {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/**
 * Names the streams of all recordings. A device that is in recordings one after the other keeps its id; where two of them
 * have it at the same time, the device of the later one gets the next ordinal that is free.
 */
export function nameStreams(tracks: readonly Track[]): StreamsByTrack {
  const taken = new Map<string, Span[]>();
  const inTime = [...tracks].sort((a, b) => Number(spanOf(a).startNs - spanOf(b).startNs));
  const byTrack = new Map<Track, ReadonlyMap<number, ReplayStream>>();
  for (const track of inTime) {
    const span = spanOf(track);
    const deviceIds = new Map<string, string>();
    const { info } = track.recording;
    const streams = info.streams.map((recorded) => {
      const original = recorded.descriptor.deviceId;
      const deviceId = deviceIds.get(original) ?? freeId(original, span, taken);
      deviceIds.set(original, deviceId);
      const descriptor =
        deviceId === original
          ? recorded.descriptor
          : new StreamDescriptor({ ...recorded.descriptor.toJSON(), deviceId });
      return { descriptor, streamId: descriptor.streamId, recorded, file: info };
    });
    for (const deviceId of deviceIds.values()) taken.set(deviceId, [...(taken.get(deviceId) ?? []), span]);
    byTrack.set(track, new Map(streams.map((stream) => [stream.recorded.channelId, stream])));
  }
  return byTrack;
}

function spanOf({ recording, originNs }: Track): Span {
  const { firstNs = originNs, lastNs = originNs } = recording.info;
  return { startNs: firstNs - originNs, endNs: lastNs - originNs };
}

function freeId(deviceId: string, span: Span, taken: ReadonlyMap<string, readonly Span[]>): string {
  const isFree = (id: string): boolean =>
    (taken.get(id) ?? []).every(({ startNs, endNs }) => span.startNs > endNs || span.endNs < startNs);
  const [name = deviceId] = deviceId.split(/\.\d+$/);
  let candidate = deviceId;
  for (let ordinal = 2; !isFree(candidate); ordinal++) candidate = makeDeviceId(name, ordinal);
  return candidate;
}
