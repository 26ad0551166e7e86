// Records a frame every few milliseconds until it is killed, and prints up to when the file is safe.
// node record-forever.mjs <file> <flushIntervalMs>
import { ndarray, StreamDescriptor } from '@modlink/sdk';
import { FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import { startRecordingSession } from '../../dist/recording/index.js';

const [path, flushIntervalMs] = process.argv.slice(2);
const session = await startRecordingSession({ path, flushIntervalMs: Number(flushIntervalMs) });
const descriptor = new StreamDescriptor({
  deviceId: 'amplifier.01',
  streamKey: 'eeg',
  payloadType: 'signal',
  nominalSampleRateHz: 250,
  chunkSize: 1,
});
session.addStream(descriptor, { deviceId: 'amplifier.01', driverId: 'amplifier' });
const encoder = new FrameEncoder();
let seq = 0;
setInterval(() => {
  const data = ndarray(new Float32Array([seq]), [1, 1]);
  const frame = { streamId: descriptor.streamId, timestampNs: BigInt(seq), seq, data };
  session.write(descriptor.streamId, new FrameView(encoder.encodeBorrowed(frame)));
  seq += 1;
}, 4);
let printed;
setInterval(() => {
  const { durableUpToNs } = session.snapshot();
  if (durableUpToNs !== undefined && durableUpToNs !== printed) process.stdout.write(`${durableUpToNs}\n`);
  printed = durableUpToNs;
}, 10);
