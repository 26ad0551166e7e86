/** Recordings for the tests, in memory and in files, written with the writer that the host has in a thread. */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RecordingBytes, RecordingEvent, RecordingInfo } from '@modlink/recording';
import {
  driverRecordPrefix,
  encodeEvent,
  encodeIdentity,
  encodeProvenance,
  encodeSeries,
  eventsChannel,
  McapRecordingWriter,
  recordingProfile,
  recordingRecordName,
  recordingSchemas,
  seriesRecordName,
  streamChannel,
} from '@modlink/recording/format';
import { type NdArray, ndarray, type StreamDescriptor } from '@modlink/sdk';
import { type EncodableFrame, FrameEncoder } from '@modlink/sdk/encoding';
import { onTestFinished } from 'vitest';
import type { RecordingStore } from '../../src/index.js';

export const startNs = 1_750_000_000_000_000_000n;
export const ms = (count: number): bigint => BigInt(Math.round(count * 1e6));

/** A frame of one of the streams, or an event, at a time from the start. */
export type Recorded =
  | ({ readonly atMs: number; readonly stream: number; readonly data: NdArray } & Partial<EncodableFrame>)
  | { readonly atMs: number; readonly event: Pick<RecordingEvent, 'type' | 'label' | 'data'> };

export interface RecordingPlan {
  readonly name?: string;
  readonly startedNs?: bigint;
  readonly streams: readonly StreamDescriptor[];
  readonly recorded: readonly Recorded[];
  readonly finished?: boolean;
  /** Of which series it is which part. */
  readonly series?: RecordingInfo['series'];
}

/** The bytes of a recording with a chunk for every four messages. */
export function recordingOf(plan: RecordingPlan): Buffer<ArrayBuffer> {
  const { name = 'rest', startedNs = startNs, streams, recorded, finished = true, series } = plan;
  const parts: Uint8Array[] = [];
  const file = {
    size: 0,
    append(...pieces: readonly Uint8Array[]) {
      for (const bytes of pieces) {
        parts.push(new Uint8Array(bytes));
        this.size += bytes.byteLength;
      }
    },
  };
  const writer = new McapRecordingWriter({
    file,
    profile: recordingProfile,
    library: 'test',
    chunkSizeBytes: 1e9,
  });
  for (const schema of recordingSchemas) writer.addSchema(schema);
  writer.addChannel(eventsChannel);
  const identity = { name, startedNs, hostVersion: '1.0.0', metadata: {} };
  writer.addMetadata(recordingRecordName, encodeIdentity(identity));
  if (series !== undefined) writer.addMetadata(seriesRecordName, encodeSeries(series));
  for (const [index, descriptor] of streams.entries()) {
    const { deviceId } = descriptor;
    writer.addMetadata(driverRecordPrefix + deviceId, encodeProvenance({ deviceId, driverId: 'amplifier' }));
    writer.addChannel(streamChannel(eventsChannel.id + 1 + index, descriptor, 'amplifier'));
  }
  const encoder = new FrameEncoder();
  for (const [index, each] of recorded.entries()) {
    const timeNs = startedNs + ms(each.atMs);
    const times = { logTimeNs: timeNs, publishTimeNs: timeNs, sequence: 0 };
    if ('event' in each) {
      const data = encodeEvent({ ...each.event, timestampNs: timeNs });
      writer.addMessage({ ...times, channelId: eventsChannel.id, data });
    } else {
      const { stream, atMs: _, ...frame } = each;
      const { streamId, pixelFormat } = streams[stream]!;
      const data = encoder.encodeBorrowed({ streamId, pixelFormat, timestampNs: timeNs, ...frame });
      writer.addMessage({ ...times, channelId: eventsChannel.id + 1 + stream, data });
    }
    if (index % 4 === 3) writer.flush();
  }
  if (finished) writer.finish();
  else writer.flush();
  return Buffer.concat(parts);
}

/** `count` frames of two channels and five samples, one each 20 ms, whose values count up; with sequence numbers. */
export function countingFrames(count: number, stream = 0): Recorded[] {
  return Array.from({ length: count }, (_, index) => ({
    atMs: index * 20,
    stream,
    seq: index,
    data: ndarray(
      Float32Array.from({ length: 10 }, (_, at) => index * 5 + (at % 5)),
      [2, 5],
    ),
  }));
}

/**
 * Recordings in memory. The contract is checked in virtual time, in which a disk would never answer: its reads take real
 * time, and the clock does not wait for them.
 */
export function memoryStore(
  files: Readonly<Record<string, Uint8Array>>,
): RecordingStore & { opened: Set<string> } {
  const opened = new Set<string>();
  return {
    opened,
    list: async () => Object.keys(files).map((path, index) => ({ path, modifiedMs: -index })),
    async open(path) {
      const bytes = files[path];
      if (bytes === undefined) throw new Error(`There is no file ${path}.`);
      opened.add(path);
      const file: RecordingBytes = {
        path,
        sizeBytes: bytes.byteLength,
        size: async () => BigInt(bytes.byteLength),
        read: async (offset, size) => new Uint8Array(bytes.subarray(Number(offset), Number(offset + size))),
        close: async () => void opened.delete(path),
      };
      return file;
    },
  };
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-replay-file-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file, last written to at a time. */
export async function put(path: string, content: Uint8Array | string, modifiedS = 1_000): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await utimes(path, modifiedS, modifiedS);
  return path;
}
