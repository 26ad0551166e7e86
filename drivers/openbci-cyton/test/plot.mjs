// Draws docs/cyton.svg: two seconds of a simulated board and what the driver emitted of them, in virtual time.
// Run: node test/plot.mjs > docs/cyton.svg
import createDriver from '@modlink/driver-openbci-cyton';
import { cytonSerialDevice, drawFrames } from '@modlink/simulators';
import { FrameRecorder, SimulatedSerial, VirtualClock } from '@modlink/testkit';

const seconds = 2;

const clock = new VirtualClock();
clock.install();
const countsPerMicrovolt = 1 / 0.0223517;
// Alpha waves that come and go, a blink on the first electrode, and a head that nods; ten motion values a second.
const samples = Array.from({ length: 1_000 }, (_, n) => {
  const alpha = 20 * Math.sin(n / 4) * Math.sin(n / 90);
  const blink = 120 * Math.exp(-(((n % 400) - 200) ** 2) / 800);
  const microvolts = Array.from(
    { length: 8 },
    (_, channel) => alpha * (channel / 4) + (channel === 0 ? blink : 0),
  );
  const nod = Math.sin(n / 120);
  return {
    counts: microvolts.map((value) => Math.round(value * countsPerMicrovolt)),
    accel:
      n % 25 === 0 ? [Math.round(3_000 * nod) || 1, 500, Math.round(8_000 * Math.cos(nod / 3))] : [0, 0, 0],
  };
});
const serial = new SimulatedSerial({ clock, devices: [cytonSerialDevice(samples)] });
const recorder = new FrameRecorder(createDriver(), { clock, transports: serial.transports });
const streams = await clock.until(recorder.connect('serial'));
await clock.until(recorder.start());
await clock.advance((seconds + 1) * 1000);
await clock.until(recorder.stop());
await clock.until(recorder.disconnect());
clock.uninstall();

process.stdout.write(
  drawFrames({
    title: 'Two seconds of a simulated OpenBCI Cyton: EEG and acceleration',
    streams,
    frames: recorder.frames,
    seconds,
    rows: [
      { label: 'eeg, uV: ch1', streamKey: 'eeg', colors: ['#b02a37'] },
      { label: 'eeg, uV: ch8', streamKey: 'eeg', firstChannel: 7, colors: ['#6f42c1'] },
      { label: 'accel', streamKey: 'accel', colors: ['#0d6efd', '#198754', '#fd7e14'] },
    ],
  }),
);
