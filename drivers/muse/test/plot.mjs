// Draws docs/muse-2.svg: two seconds of a simulated Muse 2 and what the driver emitted of them, in virtual time.
// Run: node test/plot.mjs > docs/muse-2.svg
import createDriver from '@modlink/driver-muse';
import { drawFrames, musePeripheral } from '@modlink/simulators';
import { FrameRecorder, SimulatedBle, VirtualClock } from '@modlink/testkit';

const seconds = 2;

const clock = new VirtualClock();
clock.install();
const ble = new SimulatedBle({ clock, peripherals: [musePeripheral()] });
const recorder = new FrameRecorder(createDriver(), { clock, transports: ble.transports });
const streams = await recorder.connect('ble');
await recorder.start();
await clock.advance((seconds + 1) * 1000);
await recorder.stop();
await recorder.disconnect();
clock.uninstall();

const axes = ['#0d6efd', '#198754', '#fd7e14'];
process.stdout.write(
  drawFrames({
    title: 'Two seconds of a simulated Muse 2: EEG, acceleration, angular velocity and PPG',
    streams,
    frames: recorder.frames,
    seconds,
    rows: [
      { label: 'eeg, uV: TP9 and AF7', streamKey: 'eeg', colors: ['#b02a37', '#6f42c1'] },
      { label: 'accel, m/s^2', streamKey: 'accel', colors: axes },
      { label: 'gyro, rad/s', streamKey: 'gyro', colors: axes },
      { label: 'ppg: infrared', streamKey: 'ppg', firstChannel: 1, colors: ['#d63384'] },
    ],
  }),
);
