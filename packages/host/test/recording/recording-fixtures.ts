/** Streams, frames and folders for the tests of recordings. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type NdArray,
  ndarray,
  type PayloadType,
  StreamDescriptor,
  type StreamDescriptorInit,
} from '@modlink/sdk';
import { FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import { onTestFinished } from 'vitest';
import type { DriverProvenance } from '../../src/recording/index.js';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-recording-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const source: DriverProvenance = {
  deviceId: 'amplifier.01',
  driverId: 'amplifier',
  package: '@example/driver-amplifier',
  version: '2.3.4',
  integrity: 'sha512-AAAA',
  displayName: 'Amplifier "one"',
  firmware: 'v3.1.2',
  settings: { gain: 24, channels: ['Fp1', 'Fp2'] },
  metadata: { serialNumber: 'A-1' },
};

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

export const startNs = 1_750_000_000_000_000_000n;

export interface FrameOptions {
  readonly seq?: number;
  readonly lost?: number;
  readonly timestampNs?: bigint;
  readonly deviceTimeNs?: bigint;
}

const encoder = new FrameEncoder();

/** One frame, encoded in a buffer that the next call uses again, as the recorder gets them. */
export function borrowedFrame(
  descriptor: StreamDescriptor,
  data: NdArray,
  options: FrameOptions = {},
): FrameView {
  const { streamId, pixelFormat } = descriptor;
  return new FrameView(
    encoder.encodeBorrowed({ streamId, pixelFormat, data, timestampNs: startNs, ...options }),
  );
}

/** Frames of a signal of two channels and `samples` samples, whose values count up; 250 Hz. */
export function countingFrame(descriptor: StreamDescriptor, index: number, samples = 10): FrameView {
  const values = Float32Array.from({ length: 2 * samples }, (_, at) => index * samples + (at % samples));
  return borrowedFrame(descriptor, ndarray(values, [2, samples]), {
    seq: index,
    timestampNs: startNs + BigInt(index * samples) * 4_000_000n,
  });
}

export const shapes: Record<PayloadType, readonly number[]> = {
  signal: [3, 5],
  raster: [2, 4, 6],
  field: [1, 2, 3, 4],
  video: [3, 1, 4, 4],
};
