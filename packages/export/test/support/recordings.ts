/** Recordings for the tests, written with the writer that the host has in a thread. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverProvenance, RecordingEvent, RecordingIdentity } from '@modlink/recording';
import {
  driverRecordPrefix,
  encodeEvent,
  encodeIdentity,
  encodeProvenance,
  eventsChannel,
  McapRecordingWriter,
  recordingProfile,
  recordingRecordName,
  recordingSchemas,
  streamChannel,
} from '@modlink/recording/format';
import {
  type NdArray,
  ndarray,
  StreamDescriptor,
  type StreamDescriptorInit,
  type TypedArray,
} from '@modlink/sdk';
import { FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import { onTestFinished } from 'vitest';

export const startNs = 1_750_000_000_000_000_000n;

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-export-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function describeStream(init: Partial<StreamDescriptorInit> = {}): StreamDescriptor {
  return new StreamDescriptor({
    deviceId: 'amplifier.01',
    streamKey: 'eeg',
    payloadType: 'signal',
    nominalSampleRateHz: 250,
    chunkSize: 100,
    ...init,
  });
}

const source: DriverProvenance = {
  deviceId: 'amplifier.01',
  driverId: 'amplifier',
  displayName: 'Amplifier',
};

export interface FrameOptions {
  readonly seq?: number;
  readonly lost?: number;
  readonly timestampNs?: bigint;
  readonly deviceTimeNs?: bigint;
}

/** What is said of a recording. */
export type RecordingLabels = Partial<RecordingIdentity>;

/** A recording that is being written. Its times are those of what is written, and never go back. */
export class WrittenRecording {
  readonly path: string;
  readonly #fd: number;
  readonly #writer: McapRecordingWriter;
  readonly #channels = new Map<string, { id: number; descriptor: StreamDescriptor }>();
  #logTimeNs = startNs;
  #nextChannel = eventsChannel.id + 1;
  #events = 0;

  constructor(path: string, chunkSizeBytes = 4 * 1024 * 1024, labels: RecordingLabels = {}) {
    this.path = path;
    this.#fd = openSync(path, 'wx');
    let size = 0;
    const append = (...pieces: readonly Uint8Array[]): void => {
      for (const bytes of pieces) size += writeSync(this.#fd, bytes);
    };
    this.#writer = new McapRecordingWriter({
      file: {
        append,
        get size() {
          return size;
        },
      },
      profile: recordingProfile,
      library: 'test',
      chunkSizeBytes,
    });
    for (const schema of recordingSchemas) this.#writer.addSchema(schema);
    this.#writer.addChannel(eventsChannel);
    const identity = { name: 'test', startedNs: startNs, hostVersion: '1.2.3', metadata: {}, ...labels };
    this.#writer.addMetadata(recordingRecordName, encodeIdentity(identity));
    this.#writer.addMetadata(driverRecordPrefix + source.deviceId, encodeProvenance(source));
  }

  /** A stream that is there already gets a channel of its new descriptor. */
  addStream(descriptor: StreamDescriptor): void {
    const id = this.#nextChannel++;
    this.#channels.set(descriptor.streamId, { id, descriptor });
    this.#writer.addChannel(streamChannel(id, descriptor, source.driverId));
  }

  write(streamId: string, view: FrameView): void {
    const channelId = this.#channels.get(streamId)?.id ?? 0;
    const { timestampNs, seq = 0, bytes } = view;
    if (timestampNs > this.#logTimeNs) this.#logTimeNs = timestampNs;
    this.#writer.addMessage({
      channelId,
      sequence: seq,
      logTimeNs: this.#logTimeNs,
      publishTimeNs: timestampNs,
      data: bytes,
    });
  }

  /** One frame of values. */
  add(
    descriptor: StreamDescriptor,
    values: TypedArray,
    shape: readonly number[],
    options: FrameOptions = {},
  ): void {
    this.write(descriptor.streamId, encodedFrame(descriptor, ndarray(values, shape), options));
  }

  addEvent(event: Omit<RecordingEvent, 'timestampNs'> & { readonly timestampNs?: bigint }): void {
    const { timestampNs = this.#logTimeNs } = event;
    this.#writer.addMessage({
      channelId: eventsChannel.id,
      sequence: this.#events++,
      logTimeNs: this.#logTimeNs,
      publishTimeNs: timestampNs,
      data: encodeEvent({ ...event, timestampNs }),
    });
  }

  finish(): void {
    this.#writer.finish();
    closeSync(this.#fd);
  }
}

/** Writes `rec.mcap` into a folder. @returns its path. */
export function record(
  folder: string,
  fill: (recording: WrittenRecording) => void,
  labels: RecordingLabels = {},
): string {
  const recording = new WrittenRecording(join(folder, 'rec.mcap'), undefined, labels);
  fill(recording);
  recording.finish();
  return recording.path;
}

const encoder = new FrameEncoder();

export function encodedFrame(
  { streamId, pixelFormat }: StreamDescriptor,
  data: NdArray,
  options: FrameOptions = {},
): FrameView {
  return new FrameView(encoder.encode({ streamId, pixelFormat, data, timestampNs: startNs, ...options }));
}

/** Frames of a signal of two channels and `samples` samples, whose values count up; 250 Hz. */
export function countingFrame(descriptor: StreamDescriptor, index: number, samples = 10): FrameView {
  const values = Float32Array.from({ length: 2 * samples }, (_, at) => index * samples + (at % samples));
  return encodedFrame(descriptor, ndarray(values, [2, samples]), {
    seq: index,
    timestampNs: startNs + BigInt(index * samples) * 4_000_000n,
  });
}
