// Draws docs/lines.svg: what the driver emitted of a sketch that prints two values, in virtual time.
// Run: node test/plot.mjs > docs/lines.svg
import createDriver from '@modlink/driver-serial-lines';
import { drawFrames } from '@modlink/simulators';
import { FrameRecorder, SimulatedSerial, VirtualClock } from '@modlink/testkit';

const seconds = 2;

const clock = new VirtualClock();
clock.install();
const sketch = {
  path: '/dev/ttyACM0',
  connect(line) {
    // A light sensor and a button, fifty times a second; each fortieth line is damaged on its way.
    line.every(20, (n) => {
      const text = `${(512 + 300 * Math.sin(n / 16)).toFixed(0)},${n % 50 < 20 ? 1 : 0}\n`;
      return n % 40 === 39 ? `${text.slice(0, 2)}\u0000?\n` : text;
    });
    return {};
  },
};
const serial = new SimulatedSerial({ clock, devices: [sketch] });
const settings = { baudRate: 115_200 };
const recorder = new FrameRecorder(createDriver(), { clock, transports: serial.transports, settings });
const streams = await clock.until(recorder.connect('serial'));
await clock.until(recorder.start());
await clock.advance((seconds + 1) * 1000);
await clock.until(recorder.stop());
await clock.until(recorder.disconnect());
clock.uninstall();

const [{ streamKey }] = streams;
process.stdout.write(
  drawFrames({
    title: 'Two seconds of a sketch that prints a light sensor and a button; damaged lines are left out',
    streams,
    frames: recorder.frames,
    seconds,
    rows: [
      { label: 'light', streamKey, colors: ['#fd7e14'], dots: true },
      { label: 'button', streamKey, firstChannel: 1, colors: ['#0d6efd'], dots: true },
    ],
  }),
);
