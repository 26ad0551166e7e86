/** Writes the items of an import as the recording that they make. */
import { type DriverProvenance, type RecordingIdentity, StreamStatistics } from '@modlink/recording';
import {
  driverRecordPrefix,
  encodeEvent,
  encodeIdentity,
  encodeProvenance,
  encodeStatistics,
  eventsChannel,
  McapRecordingWriter,
  recordingProfile,
  recordingRecordName,
  recordingSchemas,
  statisticsRecordName,
  streamChannel,
} from '@modlink/recording/format';
import type { StreamDescriptor } from '@modlink/sdk';
import { FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import type { ImportedItem } from '../import-format.js';
import type { RecordingOutput } from './recording-output.js';

const chunkSizeBytes = 1024 * 1024;

interface WrittenStream {
  readonly channelId: number;
  readonly streamId: string;
  readonly statistics: StreamStatistics;
  frames: number;
  samples: number;
}

export class RecordingStream {
  readonly #writer: McapRecordingWriter;
  readonly #streams: readonly WrittenStream[];
  readonly #encoder = new FrameEncoder();
  #logTimeNs = 0n;
  #events = 0;

  constructor(
    file: RecordingOutput,
    identity: RecordingIdentity,
    drivers: readonly DriverProvenance[],
    descriptors: readonly StreamDescriptor[],
  ) {
    this.#writer = new McapRecordingWriter({
      file,
      profile: recordingProfile,
      library: identity.hostVersion,
      chunkSizeBytes,
    });
    for (const schema of recordingSchemas) this.#writer.addSchema(schema);
    this.#writer.addChannel(eventsChannel);
    this.#writer.addMetadata(recordingRecordName, encodeIdentity(identity));
    const driverOf = new Map(drivers.map(({ deviceId, driverId }) => [deviceId, driverId]));
    for (const driver of drivers)
      this.#writer.addMetadata(driverRecordPrefix + driver.deviceId, encodeProvenance(driver));
    this.#streams = descriptors.map((descriptor, index) => {
      const channelId = eventsChannel.id + 1 + index;
      this.#writer.addChannel(streamChannel(channelId, descriptor, driverOf.get(descriptor.deviceId) ?? ''));
      const { streamId, nominalSampleRateHz } = descriptor;
      const statistics = new StreamStatistics(nominalSampleRateHz);
      return { channelId, streamId, statistics, frames: 0, samples: 0 };
    });
  }

  /** Samples and frames of each stream, in their order. */
  get streams(): readonly { readonly streamId: string; readonly frames: number; readonly samples: number }[] {
    return this.#streams.map(({ streamId, frames, samples }) => ({ streamId, frames, samples }));
  }

  get events(): number {
    return this.#events;
  }

  add(item: ImportedItem): void {
    const { timestampNs } = item;
    // A recording is in the order of arrivals, which files of other programs do not have: that of the times comes nearest.
    if (timestampNs > this.#logTimeNs) this.#logTimeNs = timestampNs;
    if (item.type === 'event') {
      const data = encodeEvent({ ...item.event, timestampNs });
      this.#addMessage(eventsChannel.id, this.#events++, timestampNs, data);
      return;
    }
    const stream = this.#streams[item.stream];
    if (stream === undefined) return;
    const seq = stream.frames++;
    stream.samples += item.data.shape[1] ?? 0;
    const { deviceTimeNs, lost, data } = item;
    const { streamId } = stream;
    const bytes = this.#encoder.encode({ streamId, timestampNs, seq, lost, deviceTimeNs, data });
    stream.statistics.add(new FrameView(bytes), this.#logTimeNs);
    this.#addMessage(stream.channelId, seq % 2 ** 32, timestampNs, bytes);
  }

  finish(): void {
    const statistics = new Map(
      this.#streams.map(({ channelId, statistics }) => [channelId, statistics.snapshot()]),
    );
    this.#writer.addMetadata(statisticsRecordName, encodeStatistics(statistics));
    this.#writer.finish();
  }

  #addMessage(channelId: number, sequence: number, publishTimeNs: bigint, data: Uint8Array): void {
    this.#writer.addMessage({ channelId, sequence, logTimeNs: this.#logTimeNs, publishTimeNs, data });
  }
}
