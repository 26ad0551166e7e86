import type { ReplayStream } from '@modlink/recording';
import { normalizeStreamKey, StreamDescriptor } from '@modlink/sdk';

/** One stream of the device, and what it plays. */
export interface DeviceStream {
  readonly descriptor: StreamDescriptor;
  readonly replayed: ReplayStream;
}

/**
 * The streams of a recording as those of one device. A key that several streams have gets the device it was recorded from in
 * front; a stream whose descriptor changed while it was recorded is one stream for each, the later ones numbered.
 * The metadata `recordedStreamId` and `recordedDriver` say what it was.
 */
export function deviceStreams(deviceId: string, replayed: readonly ReplayStream[]): readonly DeviceStream[] {
  const taken = new Set<string>();
  return replayed.map((stream) => {
    const { descriptor, driverId } = stream.recorded;
    const { streamKey, streamId } = descriptor;
    const isShared = replayed.some(
      ({ recorded: { descriptor: other } }) =>
        other.streamKey === streamKey && other.deviceId !== descriptor.deviceId,
    );
    const key = numbered(
      isShared ? normalizeStreamKey(`${descriptor.deviceId}_${streamKey}`) : streamKey,
      taken,
    );
    return {
      replayed: stream,
      descriptor: new StreamDescriptor({
        ...descriptor.toJSON(),
        deviceId,
        streamKey: key,
        metadata: { ...descriptor.metadata, recordedStreamId: streamId, recordedDriver: driverId },
      }),
    };
  });
}

/** The key, or the first of `key_2`, `key_3` ... that is free. */
function numbered(key: string, taken: Set<string>): string {
  let candidate = key;
  for (let number = 2; taken.has(candidate); number++) candidate = `${key}_${number}`;
  taken.add(candidate);
  return candidate;
}
