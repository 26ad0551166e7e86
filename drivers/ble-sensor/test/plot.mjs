// Draws docs/polar-h10.svg: six seconds of a simulated Polar H10 and what the driver emitted of them, in virtual time.
// Run: node test/plot.mjs > docs/polar-h10.svg
import createDriver from '@modlink/driver-ble-sensor';
import { drawFrames, polarPeripheral } from '@modlink/simulators';
import { FrameRecorder, SimulatedBle, VirtualClock } from '@modlink/testkit';

const seconds = 6;

const clock = new VirtualClock();
clock.install();
const ble = new SimulatedBle({ clock, peripherals: [polarPeripheral({ model: 'h10' })] });
const recorder = new FrameRecorder(createDriver(), { clock, transports: ble.transports });
const streams = await recorder.connect('ble');
await recorder.start();
await clock.advance((seconds + 2) * 1000);
await recorder.stop();
await recorder.disconnect();
clock.uninstall();

process.stdout.write(
  drawFrames({
    title: 'Six seconds of a simulated Polar H10: ECG, acceleration, RR intervals and heart rate',
    streams,
    frames: recorder.frames,
    seconds,
    rows: [
      { label: 'ecg, uV', streamKey: 'ecg', colors: ['#b02a37'] },
      { label: 'accel, m/s^2', streamKey: 'accel', colors: ['#0d6efd', '#198754', '#fd7e14'] },
      { label: 'rr, ms', streamKey: 'rr', colors: ['#6f42c1'], dots: true },
      { label: 'heart_rate, bpm', streamKey: 'heart_rate', colors: ['#495057'], dots: true },
    ],
  }),
);
