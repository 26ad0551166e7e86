/** Streams, frames and recordings for the tests, written with the writer that the host has in a thread. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NdArray, ndarray, StreamDescriptor, type StreamDescriptorInit } from '@modlink/sdk';
import { type EncodableFrame, FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import { onTestFinished } from 'vitest';
import {
  type AppendedFile,
  type ChunkCodec,
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
} from '../../src/format/index.js';
import type { RecordingBytes, RecordingEvent } from '../../src/index.js';

export const startNs = 1_750_000_000_000_000_000n;
export const ms = (count: number): bigint => BigInt(Math.round(count * 1e6));

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-recording-'));
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

export type FrameOptions = Partial<Omit<EncodableFrame, 'streamId' | 'data'>>;

const encoder = new FrameEncoder();

/** One frame, in bytes of its own. */
export function encodedFrame(
  { streamId, pixelFormat }: StreamDescriptor,
  data: NdArray,
  options: FrameOptions = {},
): FrameView {
  return new FrameView(encoder.encode({ streamId, pixelFormat, data, timestampNs: startNs, ...options }));
}

/** What is written into a recording, at a time from its start. */
export type Written =
  | { readonly atMs: number; readonly stream: number; readonly view: FrameView }
  | { readonly atMs: number; readonly event: Omit<RecordingEvent, 'timestampNs'> };

export interface RecordingPlan {
  /** The package of the driver, and its version. */
  readonly driver?: { readonly package: string; readonly version: string };
  readonly name?: string;
  readonly startedNs?: bigint;
  readonly streams: readonly StreamDescriptor[];
  readonly written: Iterable<Written>;
  /** How many messages a chunk has. */
  readonly chunkMessages?: number;
  readonly codec?: ChunkCodec | undefined;
  /** Without it the recording is cut off after its last whole chunk, as by a process that was killed. */
  readonly finished?: boolean;
}

/** Writes a recording to wherever. */
export function writeRecording(file: AppendedFile, plan: RecordingPlan): void {
  const { streams, written, name = 'test', startedNs = startNs, chunkMessages = 10, finished = true } = plan;
  const writer = new McapRecordingWriter({
    file,
    profile: recordingProfile,
    library: 'test',
    chunkSizeBytes: Number.POSITIVE_INFINITY,
    codec: plan.codec,
  });
  for (const schema of recordingSchemas) writer.addSchema(schema);
  writer.addChannel(eventsChannel);
  writer.addMetadata(
    recordingRecordName,
    encodeIdentity({ name, startedNs, hostVersion: '1.2.3', metadata: {} }),
  );
  for (const [index, descriptor] of streams.entries()) {
    const { deviceId } = descriptor;
    const provenance = { deviceId, driverId: 'amplifier', ...plan.driver };
    writer.addMetadata(driverRecordPrefix + deviceId, encodeProvenance(provenance));
    writer.addChannel(streamChannel(eventsChannel.id + 1 + index, descriptor, 'amplifier'));
  }
  let count = 0;
  let events = 0;
  for (const each of written) {
    const logTimeNs = startedNs + ms(each.atMs);
    const content =
      'event' in each
        ? {
            channelId: eventsChannel.id,
            sequence: events++,
            data: encodeEvent({ ...each.event, timestampNs: logTimeNs }),
          }
        : {
            channelId: eventsChannel.id + 1 + each.stream,
            sequence: each.view.seq ?? 0,
            data: each.view.bytes,
          };
    writer.addMessage({ logTimeNs, publishTimeNs: logTimeNs, ...content });
    count += 1;
    if (count % chunkMessages === 0) writer.flush();
  }
  if (finished) writer.finish();
  else writer.flush();
}

/** Bytes that are appended to, and given as a file's then. Each piece is copied: a Buffer's slice() would be a view. */
export class MemoryFile implements AppendedFile {
  readonly #parts: Uint8Array[] = [];
  size = 0;

  append(...pieces: readonly Uint8Array[]): void {
    for (const bytes of pieces) {
      this.#parts.push(new Uint8Array(bytes));
      this.size += bytes.byteLength;
    }
  }

  get bytes(): Buffer<ArrayBuffer> {
    return Buffer.concat(this.#parts);
  }
}

/** A recording in memory: where a test moves the clock itself, a disk's own time must not count. */
export function memoryRecording(path: string, plan: RecordingPlan): RecordingBytes {
  const file = new MemoryFile();
  writeRecording(file, plan);
  const { bytes } = file;
  return {
    path,
    sizeBytes: bytes.byteLength,
    size: async () => BigInt(bytes.byteLength),
    read: async (offset, size) => new Uint8Array(bytes.subarray(Number(offset), Number(offset + size))),
    close: async () => {},
  };
}

/** A recording in a file. */
export async function recordingFile(path: string, plan: RecordingPlan): Promise<string> {
  const file = new MemoryFile();
  writeRecording(file, plan);
  await writeFile(path, file.bytes);
  return path;
}

/** A signal of two channels at 250 Hz, ten samples a frame, a frame every 40 ms, whose values count up. */
export function* countingFrames(
  descriptor: StreamDescriptor,
  count: number,
  { stream = 0, fromMs = 0 }: { stream?: number; fromMs?: number } = {},
): Generator<Written> {
  for (let index = 0; index < count; index++) {
    const values = Float32Array.from({ length: 20 }, (_, at) => index * 10 + (at % 10));
    const atMs = fromMs + index * 40;
    yield {
      atMs,
      stream,
      view: encodedFrame(descriptor, ndarray(values, [2, 10]), {
        seq: index,
        timestampNs: startNs + ms(atMs - 36),
      }),
    };
  }
}

/** Several sequences as one, by their times. */
export function merged(...sequences: Iterable<Written>[]): Written[] {
  return sequences.flatMap((each) => [...each]).sort((a, b) => a.atMs - b.atMs);
}
