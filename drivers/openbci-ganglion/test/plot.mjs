// Draws docs/ganglion.svg: three seconds of a simulated Ganglion and what the driver emitted of them, in virtual time.
// Run: node test/plot.mjs > docs/ganglion.svg
import createDriver from '@modlink/driver-openbci-ganglion';
import { drawFrames, ganglionPeripheral } from '@modlink/simulators';
import { FrameRecorder, SimulatedBle, VirtualClock } from '@modlink/testkit';

const seconds = 3;

const clock = new VirtualClock();
clock.install();
// Packet 150 is lost: with firmware 2 all that follows, up to the next whole sample.
const ble = new SimulatedBle({ clock, peripherals: [ganglionPeripheral({ dropped: [150] })] });
const recorder = new FrameRecorder(createDriver(), { clock, transports: ble.transports });
const streams = await recorder.connect('ble');
await recorder.start();
await clock.advance((seconds + 1) * 1000);
await recorder.stop();
await recorder.disconnect();
clock.uninstall();

process.stdout.write(
  drawFrames({
    title: 'Three seconds of a simulated OpenBCI Ganglion: EEG with a lost packet, and acceleration',
    streams,
    frames: recorder.frames,
    seconds,
    rows: [
      { label: 'eeg, uV: ch1 and ch2', streamKey: 'eeg', colors: ['#b02a37', '#6f42c1'] },
      { label: 'accel, m/s^2', streamKey: 'accel', colors: ['#0d6efd', '#198754', '#fd7e14'], dots: true },
    ],
  }),
);
