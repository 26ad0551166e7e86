import type { StreamStatisticsSnapshot } from '@modlink/host';
import { ndarray, StreamDescriptor, type StreamDescriptorInit, type TypedArray } from '@modlink/sdk';
import { decodeFrame, FrameEncoder } from '@modlink/sdk/encoding';
import picocolors from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { createPicture } from '../../src/live/create-picture.js';
import type { LiveStream } from '../../src/live/live-streams.js';
import { drawStreamGrid } from '../../src/live/stream-grid.js';

const statistics: StreamStatisticsSnapshot = {
  frames: 1,
  samples: 1234,
  bytes: 1,
  gaps: 2,
  lostFrames: 0,
  lostSamples: 5,
  lateFrames: 0,
  measuredRateHz: 250,
  jitterMs: 0.5,
  firstTimestampNs: 0n,
  lastTimestampNs: 1n,
  lastArrivalNs: 1n,
};
const palette = { colors: picocolors.createColors(false), colorDepth: 1 };

function stream(init: Partial<StreamDescriptorInit>, values?: TypedArray, shape: number[] = []): LiveStream {
  const descriptor = new StreamDescriptor({
    deviceId: 'some_device.01',
    streamKey: 'some',
    payloadType: 'signal',
    nominalSampleRateHz: 10,
    chunkSize: 1000,
    ...init,
  });
  const picture = createPicture(descriptor);
  if (values !== undefined) {
    const { streamId } = descriptor;
    picture.add(
      decodeFrame(new FrameEncoder().encode({ streamId, timestampNs: 0n, data: ndarray(values, shape) })),
    );
  }
  return {
    descriptor,
    deviceTitle: 'Some device',
    picture,
    statistics: () => statistics,
    isSilent: () => false,
  };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, channel) => `c${channel}`);
const eeg = stream({ streamKey: 'eeg', channelNames: names(8) }, new Float32Array(80).fill(1), [8, 10]);
const imu = stream({ streamKey: 'imu', channelNames: ['x', 'y', 'z'] }, new Int16Array([1, 2, 3]), [3, 1]);
const field = stream(
  { streamKey: 'field', payloadType: 'field' },
  new Float32Array([0, 0, 1, 1]),
  [1, 1, 2, 2],
);
const raster = stream({ streamKey: 'raster', payloadType: 'raster' }, new Uint16Array([0, 9]), [1, 2, 1]);
const video = stream(
  { streamKey: 'video', payloadType: 'video', pixelFormat: 'rgb24' },
  new Uint8Array([255, 255, 255, 0, 0, 0]),
  [3, 1, 1, 2],
);
const all = [eeg, imu, field, raster, video];

describe('the grid of streams', () => {
  it('keeps to the room there is, whatever its size', () => {
    for (const columns of [10, 23, 40, 79, 119, 300]) {
      for (const rows of [1, 2, 5, 10, 19, 40, 100]) {
        const lines = drawStreamGrid(all, { columns, rows }, palette);
        expect(lines.length).toBeLessThanOrEqual(rows);
        expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('shows everything where there is room for everything', () => {
    const lines = drawStreamGrid(all, { columns: 119, rows: 40 }, palette);
    const text = lines.join('\n');
    expect(lines[0]).toMatch(
      /^eeg {2}Some device +250\.0 Hz · 1,234 samples · 2 gaps \(5 lost\) · ±0\.50 ms$/,
    );
    for (const channel of [...names(8), 'x', 'y', 'z'])
      expect(text).toMatch(new RegExp(`\\n${channel} +\\d`));
    expect(text).toMatch(/\nfield {2}Some device +250\.0 Hz {2}raster {2}Some device +250\.0 Hz {2}video/);
    expect(text).not.toContain('more');
  });

  it('says what is not shown', () => {
    const lines = drawStreamGrid(all, { columns: 119, rows: 8 }, palette);
    expect(lines.at(-1)).toBe('and 3 more streams: there is no room for more');
    expect(drawStreamGrid([eeg], { columns: 60, rows: 5 }, palette).at(-1)).toBe('and 5 more channels');
  });

  it('draws what a frame holds', () => {
    const drawn = (one: LiveStream) => drawStreamGrid([one], { columns: 40, rows: 4 }, palette).slice(2);
    expect(drawn(field)).toEqual(['', '████']);
    // The newest line is at the bottom, and two are in one character.
    expect(drawn(raster)).toEqual(['', '▒']);
    expect(drawn(video)).toEqual(['████', '████']);
  });

  it('says that a stream fell silent', () => {
    const silent = { ...eeg, isSilent: () => true };
    expect(drawStreamGrid([silent], { columns: 79, rows: 10 }, palette)[0]).toMatch(
      / silent · 1,234 samples/,
    );
  });

  it('waits for the first frame', () => {
    const silent = stream({ streamKey: 'silent', payloadType: 'field' });
    expect(drawStreamGrid([silent], { columns: 40, rows: 10 }, palette)).toHaveLength(2);
  });
});
