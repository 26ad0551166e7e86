// Draws docs/polar-h10.svg: six seconds of a simulated Polar H10 and what the driver emitted of them, in virtual time.
// Run: node test/plot.mjs > docs/polar-h10.svg
import createDriver from '@modlink/driver-ble-sensor';
import { polarPeripheral } from '@modlink/simulators';
import { FrameRecorder, SimulatedBle, VirtualClock } from '@modlink/testkit';

const seconds = 6;
const [width, left, rowHeight, rowGap] = [720, 70, 90, 24];

const clock = new VirtualClock();
clock.install();
const ble = new SimulatedBle({ clock, peripherals: [polarPeripheral({ model: 'h10' })] });
const recorder = new FrameRecorder(createDriver(), { clock, transports: ble.transports });
await recorder.connect('ble');
await recorder.start();
await clock.advance((seconds + 2) * 1000);
await recorder.stop();
await recorder.disconnect();
clock.uninstall();

const startNs = Math.min(...recorder.framesOf('ecg').map(({ timestampNs }) => Number(timestampNs)));

/** Points of one channel: seconds from the start, and values. */
function points(streamKey, channel) {
  const rateHz = recorder.streams.find((each) => each.streamKey === streamKey).nominalSampleRateHz;
  return recorder.framesOf(streamKey).flatMap(({ timestampNs, data }) => {
    const count = data.shape[1];
    return Array.from({ length: count }, (_, index) => [
      (Number(timestampNs) - startNs) / 1e9 + (rateHz === 'irregular' ? 0 : index / rateHz),
      Number(data.values[channel * count + index]),
    ]);
  });
}

const rows = [
  { label: 'ecg, uV', lines: [points('ecg', 0)], colors: ['#b02a37'] },
  {
    label: 'accel, m/s^2',
    lines: [0, 1, 2].map((axis) => points('accel', axis)),
    colors: ['#0d6efd', '#198754', '#fd7e14'],
  },
  { label: 'rr, ms', lines: [points('rr', 0)], colors: ['#6f42c1'], dots: true },
  { label: 'heart_rate, bpm', lines: [points('heart_rate', 0)], colors: ['#495057'], dots: true },
];

const height = rows.length * (rowHeight + rowGap) + 24;
const x = (time) => (left + (time / seconds) * (width - left - 10)).toFixed(1);
const parts = rows.map(({ label, lines, colors, dots }, row) => {
  const top = row * (rowHeight + rowGap) + 16;
  const inside = lines.map((line) => line.filter(([time]) => time >= 0 && time <= seconds));
  const values = inside.flat().map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const y = (value) => (top + rowHeight - ((value - low) / (high - low || 1)) * rowHeight).toFixed(1);
  const shown = inside.map((line, index) =>
    dots
      ? line
          .map(([time, value]) => `<circle cx="${x(time)}" cy="${y(value)}" r="3" fill="${colors[index]}"/>`)
          .join('')
      : `<path fill="none" stroke="${colors[index]}" d="M${line.map(([time, value]) => `${x(time)} ${y(value)}`).join('L')}"/>`,
  );
  return [
    `<text x="${left}" y="${top - 5}">${label}</text>`,
    `<text x="${left - 6}" y="${top + 8}" text-anchor="end">${high.toFixed(0)}</text>`,
    `<text x="${left - 6}" y="${top + rowHeight}" text-anchor="end">${low.toFixed(0)}</text>`,
    `<rect x="${left}" y="${top}" width="${width - left - 10}" height="${rowHeight}" fill="none" stroke="#ced4da"/>`,
    ...shown,
  ].join('\n');
});
const ticks = Array.from(
  { length: seconds + 1 },
  (_, second) => `<text x="${x(second)}" y="${height - 12}" text-anchor="middle">${second} s</text>`,
);
process.stdout.write(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    '<title>Six seconds of a simulated Polar H10: ECG, acceleration, RR intervals and heart rate</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    ...ticks,
    '</svg>\n',
  ].join('\n'),
);
