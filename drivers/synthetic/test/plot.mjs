// Draws docs/synthetic.svg: two seconds of the EEG and of the IMU, in virtual time.
// Run: node test/plot.mjs > docs/synthetic.svg
import createDriver from '@modlink/driver-synthetic';
import { drawFrames } from '@modlink/simulators';
import { FrameRecorder, VirtualClock } from '@modlink/testkit';

const seconds = 2;

async function record(kind) {
  const clock = new VirtualClock();
  clock.install();
  const recorder = new FrameRecorder(createDriver(), { clock });
  const choose = (results) => results.find(({ extra }) => extra.kind === kind);
  const streams = await clock.until(recorder.connect('synthetic', choose));
  await clock.until(recorder.start());
  await clock.advance((seconds + 1) * 1000);
  await clock.until(recorder.stop());
  clock.uninstall();
  return { streams, frames: recorder.frames };
}

const [eeg, imu] = [await record('eeg'), await record('imu')];
process.stdout.write(
  drawFrames({
    title: 'Two seconds of the synthetic EEG and IMU',
    streams: [...eeg.streams, ...imu.streams],
    frames: [...eeg.frames, ...imu.frames],
    seconds,
    rows: [
      { label: 'eeg, uV: Fp1', streamKey: 'eeg', colors: ['#b02a37'] },
      { label: 'eeg, uV: O2', streamKey: 'eeg', firstChannel: 7, colors: ['#6f42c1'] },
      { label: 'accel, m/s^2', streamKey: 'accel', colors: ['#0d6efd', '#198754', '#fd7e14'] },
      { label: 'gyro, rad/s', streamKey: 'gyro', colors: ['#0d6efd', '#198754', '#fd7e14'] },
    ],
  }),
);
