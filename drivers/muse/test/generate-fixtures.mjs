// Writes test/fixtures: notifications as a headband sends them, and beside them what they mean, both from the same truth. The
// bytes come from the simulator, which shares no code with the parser. Run: node test/generate-fixtures.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  encodeMuseEeg,
  encodeMuseMotion,
  encodeMusePpg,
  encodeMuseTelemetry,
  encodeMuseText,
  museEeg,
  museMotion,
  musePpg,
} from '@modlink/simulators';

function write(name, bytes, expected) {
  const file = new URL(`fixtures/${name}`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(new URL(`${file}.bin`), bytes);
  writeFileSync(new URL(`${file}.json`), `${JSON.stringify(expected)}\n`);
}
const range = (count, make) => Array.from({ length: count }, (_, index) => make(index));

const counts = range(12, (index) => museEeg(1, index));
const eeg = encodeMuseEeg(4711, counts);
const microvolts = (list) => list.map((count) => (count - 2048) * 0.48828125);
write('valid/eeg', eeg, { parser: 'eeg', value: { sequence: 4711, values: microvolts(counts) } });
const rails = range(12, (index) => (index % 2 === 0 ? 0 : 4095));
write('valid/eeg-rails', encodeMuseEeg(65_535, rails), {
  parser: 'eeg',
  value: { sequence: 65_535, values: microvolts(rails) },
});
write('truncated/eeg', eeg.subarray(0, 13), { parser: 'eeg', value: null });
write('corrupt/eeg-two-packets', Buffer.concat([eeg, eeg]), { parser: 'eeg', value: null });

for (const [sensor, scale] of [
  ['accel', 9.80665 / 16_384],
  ['gyro', ((245 / 32_768) * Math.PI) / 180],
]) {
  const samples = range(3, (index) => museMotion(sensor, index + 40));
  const bytes = encodeMuseMotion(258, samples);
  const values = samples.flat().map((count) => count * scale);
  write(`valid/${sensor}`, bytes, { parser: sensor, value: { sequence: 258, values } });
  write(`truncated/${sensor}`, bytes.subarray(0, 19), { parser: sensor, value: null });
}

const light = range(6, (index) => musePpg(2, index));
const ppg = encodeMusePpg(3, light);
write('valid/ppg', ppg, { parser: 'ppg', value: { sequence: 3, values: light } });
write('valid/ppg-brightest', encodeMusePpg(4, Array(6).fill(2 ** 24 - 1)), {
  parser: 'ppg',
  value: { sequence: 4, values: Array(6).fill(2 ** 24 - 1) },
});
write('truncated/ppg', ppg.subarray(0, 2), { parser: 'ppg', value: null });

const told = { batteryPercent: 84, voltageMv: 3960, celsius: 27 };
const telemetry = encodeMuseTelemetry(9, told);
write('valid/telemetry', telemetry, {
  parser: 'telemetry',
  value: { sequence: 9, batteryPercent: 84, voltageMv: 3960, temperatureC: 27 },
});
write('truncated/telemetry', telemetry.subarray(0, 9), { parser: 'telemetry', value: null });
write('corrupt/telemetry', encodeMuseTelemetry(9, { ...told, batteryPercent: 101 }), {
  parser: 'telemetry',
  value: null,
});

const version = { ap: 'headset', sp: 'RevE', tp: 'consumer', hw: '3.1', bn: 27, fw: '1.2.13', pv: 1, rc: 0 };
const text = (answer) => Buffer.concat(encodeMuseText(answer));
write('valid/answers', text(`${JSON.stringify(version)}{"rc":0}`), {
  parser: 'answers',
  value: [version, { rc: 0 }],
});
write('truncated/answers', text(`${JSON.stringify(version).slice(0, 50)}{"rc":0}`), {
  parser: 'answers',
  value: [{ rc: 0 }],
});
write('corrupt/answers', text('"fw":1.2.13}}{rc:0}{"rc":1}'), { parser: 'answers', value: [{ rc: 1 }] });
