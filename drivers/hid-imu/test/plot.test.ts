/** The plot in the README is what the driver really emits: `npx vitest -u` writes it anew. */
import { DualSenseSimulator, swung } from '@modlink/simulators/hid';
import { expect, it } from 'vitest';
import { samplesOf } from './motion.js';
import { Bench, plugIn } from './plugged-in.js';

const width = 760;
const panel = { left: 60, width: 620, height: 130 };
const secondsShown = 3;
const samplesShown = secondsShown * 250;
const axisNames = ['x', 'y', 'z'];
const colours = ['#c0392b', '#27803f', '#2563a8'];

/** One stream as three curves, 0 in the middle of the panel. */
function drawPanel(
  top: number,
  title: string,
  limit: number,
  values: readonly (readonly number[])[],
): string {
  const xOf = (sample: number) => (panel.left + (sample / samplesShown) * panel.width).toFixed(1);
  const yOf = (value: number) => (top + panel.height / 2 - (value / limit) * (panel.height / 2)).toFixed(1);
  const text = (x: number, y: number, words: string, colour = '#444') =>
    `<text x="${x}" y="${y}" fill="${colour}">${words}</text>`;
  const curves = axisNames.map((axis, index) => {
    const points = values.flatMap((sample, at) =>
      at % 5 === 0 ? [`${xOf(at)},${yOf(sample[index] ?? 0)}`] : [],
    );
    const label = text(panel.left + panel.width + 12, top + 20 + 20 * index, axis, colours[index]);
    return `<polyline fill="none" stroke="${colours[index]}" points="${points.join(' ')}"/>\n${label}`;
  });
  return [
    `<rect x="${panel.left}" y="${top}" width="${panel.width}" height="${panel.height}" fill="none" stroke="#bbb"/>`,
    `<line x1="${panel.left}" x2="${panel.left + panel.width}" y1="${yOf(0)}" y2="${yOf(0)}" stroke="#ddd"/>`,
    text(panel.left, top - 6, title),
    text(20, top + 10, `${limit}`),
    text(20, top + panel.height / 2 + 4, '0'),
    text(20, top + panel.height, `-${limit}`),
    ...curves,
  ].join('\n');
}

it('the plot in the README is what the driver emits', async () => {
  using bench = new Bench([plugIn(new DualSenseSimulator({ motion: swung, connection: 'bluetooth' }))]);
  await bench.stream(secondsShown * 1000 + 200);
  const values = (streamKey: string) =>
    samplesOf(bench.recorder.frames, streamKey)
      .slice(0, samplesShown)
      .map((sample) => sample.values);
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 370" font-family="sans-serif" font-size="13">`,
    '<title>Acceleration and rotation of a controller that is swung about</title>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    drawPanel(30, 'accel, m/s^2', 14, values('accel')),
    drawPanel(200, 'gyro, rad/s', 4, values('gyro')),
    `<text x="${panel.left}" y="355" fill="#444">0 to ${secondsShown} s: a simulated DualSense over Bluetooth, 250 Hz, through the driver</text>`,
    '</svg>\n',
  ].join('\n');
  await expect(svg).toMatchFileSnapshot('../docs/motion.svg');
});
