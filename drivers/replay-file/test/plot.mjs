// Draws docs/replayed.svg: what the driver emits of a recording of the synthetic EEG and IMU.
// Record: modlink record --driver synthetic --device EEG --device IMU --duration 6s --out rest.mcap
// Run: node test/plot.mjs rest.mcap > docs/replayed.svg
import { setTimeout as sleep } from 'node:timers/promises';
import createDriver from '@modlink/driver-replay-file';
import { drawFrames } from '@modlink/simulators';
import { FrameRecorder } from '@modlink/testkit';

const seconds = 3;

const recorder = new FrameRecorder(createDriver(), {
  settings: { file: process.argv[2], startAtSeconds: 1 },
});
const streams = await recorder.connect('file');
await recorder.start();
await sleep((seconds + 1) * 1000);
await recorder.disconnect();

process.stdout.write(
  drawFrames({
    title: 'Three seconds of a recording of the synthetic EEG and accelerometer, as the driver plays it',
    streams,
    frames: recorder.frames,
    seconds,
    rows: [
      { label: 'eeg, uV: Fp1', streamKey: 'eeg', colors: ['#b02a37'] },
      { label: 'accel, m/s^2', streamKey: 'accel', colors: ['#0d6efd', '#198754', '#fd7e14'] },
    ],
  }),
);
