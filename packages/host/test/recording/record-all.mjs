// Records streams of all four payload types, as fast as they are asked for, until it is killed or its disk is full. It prints
// up to when the files are safe, and how it ended.
// node record-all.mjs <file> <compression> <rollEveryMs, 0 for one file> <reserveBytes>
import { ndarray, StreamDescriptor } from '@modlink/sdk';
import { FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import { startRecordingSession } from '../../dist/recording/index.js';

const [path, compression, rollEveryMs, reserveBytes] = process.argv.slice(2);
const session = await startRecordingSession({
  path,
  compression,
  flushIntervalMs: 40,
  chunkSizeBytes: 100_000,
  ...(rollEveryMs !== '0' && { roll: { everyMs: Number(rollEveryMs) } }),
  space: { reserveBytes: Number(reserveBytes) },
  onFailure: (error) => process.stdout.write(`failed ${error.code}\n`),
});
const shapes = { signal: [2, 10], raster: [1, 4, 64], field: [1, 1, 16, 16], video: [3, 1, 60, 80] };
const streams = Object.entries(shapes).map(([payloadType, shape]) => {
  const descriptor = new StreamDescriptor({
    deviceId: 'all.01',
    streamKey: payloadType,
    payloadType,
    nominalSampleRateHz: 250,
    chunkSize: shape[1],
  });
  session.addStream(descriptor, { deviceId: 'all.01', driverId: 'all' });
  return { descriptor, shape };
});
const encoder = new FrameEncoder();
let seq = 0;
setInterval(() => {
  for (const { descriptor, shape } of streams) {
    const values = new Uint8Array(shape.reduce((product, length) => product * length));
    for (let at = 0; at < values.length; at++) values[at] = seq + at * at;
    const data = ndarray(values, shape);
    const { streamId } = descriptor;
    const frame = { streamId, timestampNs: BigInt(seq) * 4_000_000n, seq, data };
    session.write(streamId, new FrameView(encoder.encodeBorrowed(frame)));
  }
  seq += 1;
}, 1);
let printed;
setInterval(() => {
  const { durableUpToNs, path } = session.snapshot();
  if (durableUpToNs !== undefined && durableUpToNs !== printed)
    process.stdout.write(`safe ${durableUpToNs} ${path}\n`);
  printed = durableUpToNs;
}, 2);
