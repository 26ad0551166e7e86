// Writes test/fixtures: notifications as sensors send them, and beside them what they mean, both from the same truth. The bytes
// come from the simulators, which share no code with the parser, or from public documents. Run: node test/generate-fixtures.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  encodeDeltas,
  encodeFrame,
  encodeHeartRate,
  encodePpi,
  encodeRaw,
  polarPpi,
  polarSample,
  simulatedHeartRate,
} from '@modlink/simulators';

const clockNs = 599_616_023_171_427_290n;

function write(name, bytes, expected) {
  const file = new URL(`fixtures/${name}`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(new URL(`${file}.bin`), bytes);
  writeFileSync(new URL(`${file}.json`), `${JSON.stringify(expected)}\n`);
}
const refused = (what) => ({ ...what, value: null });
const bytesOf = (hex) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const samples = (measurement, count) =>
  Array.from({ length: count }, (_, index) => polarSample(measurement, index));

// Heart rate: what the simulator sends; 16 bits and no contact; the flags of a public question about the Polar H10.
const heartRate = { parser: 'heart-rate' };
for (const [name, index] of [
  ['with-intervals', 0],
  ['with-energy', 9],
  ['without-contact', 19],
]) {
  const { rrTicks, energyKj = null, ...rest } = simulatedHeartRate(index);
  const rrIntervalsMs = rrTicks.map((ticks) => (ticks * 1000) / 1024);
  const value = { ...rest, energyKj, rrIntervalsMs };
  write(`valid/heart-rate-${name}`, encodeHeartRate(simulatedHeartRate(index)), { ...heartRate, value });
}
const plain = { contact: null, energyKj: null, rrIntervalsMs: [] };
write('valid/heart-rate-8-bit', bytesOf('00 3b'), { ...heartRate, value: { heartRateBpm: 59, ...plain } });
write('valid/heart-rate-16-bit', bytesOf('01 2c 01'), {
  ...heartRate,
  value: { heartRateBpm: 300, ...plain },
});
write('valid/heart-rate-polar-h10', bytesOf('10 3b 53 04'), {
  ...heartRate,
  value: { heartRateBpm: 59, ...plain, rrIntervalsMs: [1081.0546875] },
});
write('truncated/heart-rate-empty', bytesOf(''), refused(heartRate));
write('truncated/heart-rate-flags-only', bytesOf('10'), refused(heartRate));
write('truncated/heart-rate-16-bit', bytesOf('01 2c'), refused(heartRate));
write('truncated/heart-rate-energy', bytesOf('08 3b 01'), refused(heartRate));
write('truncated/heart-rate-half-an-interval', bytesOf('10 3b 53 04 11'), refused(heartRate));
write('corrupt/heart-rate-bytes-of-no-field', bytesOf('00 3b 53 04'), refused(heartRate));

// Battery.
write('valid/battery', bytesOf('57'), { parser: 'battery', value: 87 });
write('corrupt/battery-above-100', bytesOf('c8'), { parser: 'battery', value: null });
write('truncated/battery', bytesOf(''), { parser: 'battery', value: null });

// Polar: features, answers, settings.
write('valid/features-h10', bytesOf('0f 05 00'), { parser: 'features', value: ['ecg', 'accel'] });
write('valid/features-verity-sense', bytesOf('0f 6e 02'), {
  parser: 'features',
  value: ['ppg', 'accel', 'ppi', 'gyro', 'mag'],
});
write('truncated/features', bytesOf('0f'), { parser: 'features', value: null });
write('corrupt/features', bytesOf('f0 05 00'), { parser: 'features', value: null });
const answer = { parser: 'answer' };
write(
  'valid/answer-settings-h10-accel',
  bytesOf('f0 01 02 00 00 00 04 19 00 32 00 64 00 c8 00 01 01 10 00 02 03 02 00 04 00 08 00'),
  {
    ...answer,
    value: {
      operation: 1,
      measurement: 2,
      status: 'success',
      more: false,
      settings: { sampleRateHz: [25, 50, 100, 200], resolutionBits: [16], range: [2, 4, 8] },
    },
  },
);
write('valid/answer-start-factor', bytesOf('f0 02 02 00 00 05 01 00 00 80 39'), {
  ...answer,
  value: { operation: 2, measurement: 2, status: 'success', more: false, settings: { factor: [1 / 4096] } },
});
write('valid/answer-refused', bytesOf('f0 02 01 0d'), {
  ...answer,
  value: { operation: 2, measurement: 1, status: 'device in the charger', more: false, settings: {} },
});
write('valid/answer-unknown-status', bytesOf('f0 02 01 63 00'), {
  ...answer,
  value: { operation: 2, measurement: 1, status: 'error 99', more: false, settings: {} },
});
write('truncated/answer', bytesOf('f0 02 01'), refused(answer));
write('corrupt/answer-tag', bytesOf('0f 02 01 00'), refused(answer));
write('truncated/answer-settings', bytesOf('f0 01 02 00 00 00 04 19 00 32 00'), {
  ...answer,
  value: { operation: 1, measurement: 2, status: 'success', more: false, settings: null },
});
write('corrupt/answer-unknown-setting', bytesOf('f0 01 02 00 00 2a 01 19 00'), {
  ...answer,
  value: { operation: 1, measurement: 2, status: 'success', more: false, settings: null },
});

// Polar: frames of measurement data.
const codes = { ecg: 0, ppg: 1, accel: 2, ppi: 3, gyro: 5, mag: 6 };
function frame(name, measurement, frameType, content, values, factor) {
  write(name, encodeFrame(codes[measurement], clockNs, frameType, content), {
    parser: 'frame',
    ...(factor !== undefined && { factor }),
    value: { measurement, timestampNs: String(clockNs), frameType, values: values ?? null },
  });
}
const flat = (list, scale = 1) => list.flat().map((count) => count * scale);
frame('valid/ecg', 'ecg', 0, encodeRaw(samples('ecg', 73), 3), flat(samples('ecg', 73)));
frame('valid/accel-16-bit', 'accel', 1, encodeRaw(samples('accel', 36), 2), flat(samples('accel', 36)));
frame('valid/accel-8-bit', 'accel', 0, bytesOf('01 ff 7f 80 00 10'), [1, -1, 127, -128, 0, 16]);
frame('valid/accel-24-bit', 'accel', 2, bytesOf('010000 ffffff 00e803'), [1, -1, 256_000]);
frame('valid/ppg', 'ppg', 0, encodeRaw(samples('ppg', 18), 3), flat(samples('ppg', 18)));
const deltas = (measurement, count, bytes = 2) => encodeDeltas(samples(measurement, count), bytes);
frame(
  'valid/accel-compressed',
  'accel',
  0x80,
  deltas('accel', 50),
  flat(samples('accel', 50), 1000 / 4096),
  1 / 4096,
);
frame('valid/accel-compressed-milli', 'accel', 0x81, deltas('accel', 50), flat(samples('accel', 50)));
frame('valid/gyro-compressed', 'gyro', 0x80, deltas('gyro', 50), flat(samples('gyro', 50), 0.0625), 0.0625);
frame('valid/mag-compressed', 'mag', 0x80, deltas('mag', 50), flat(samples('mag', 50), 1 / 1024), 1 / 1024);
frame('valid/ppg-compressed', 'ppg', 0x80, deltas('ppg', 24, 3), flat(samples('ppg', 24)));
frame('valid/accel-compressed-only-reference', 'accel', 0x81, deltas('accel', 1), flat(samples('accel', 1)));
// The reference sample that Polar's specification explains ("Delta frame sample example"): -48, 357, 4068.
frame(
  'valid/accel-specification',
  'accel',
  0x81,
  bytesOf('d0ff 6501 e40f 04 01 f1 07'),
  [-48, 357, 4068, -47, 356, 4075],
);

frame('truncated/ecg', 'ecg', 0, encodeRaw(samples('ecg', 73), 3).subarray(0, 100));
frame('truncated/accel', 'accel', 1, encodeRaw(samples('accel', 36), 2).subarray(0, 100));
frame('truncated/accel-reference', 'accel', 0x80, deltas('accel', 50).subarray(0, 5));
frame('truncated/accel-group-head', 'accel', 0x80, deltas('accel', 50).subarray(0, 7));
frame('truncated/accel-group', 'accel', 0x80, deltas('accel', 50).subarray(0, 40));
frame('truncated/ecg-no-samples', 'ecg', 0, new Uint8Array());
write('truncated/frame-head', encodeFrame(0, clockNs, 0, new Uint8Array()).subarray(0, 9), {
  parser: 'frame',
  value: null,
});
frame('corrupt/ecg-unknown-frame-type', 'ecg', 7, encodeRaw(samples('ecg', 3), 3));
frame('corrupt/accel-no-bits', 'accel', 0x80, bytesOf('d0ff 6501 e40f 00 0a'));
frame('corrupt/accel-too-many-bits', 'accel', 0x80, bytesOf(`d0ff 6501 e40f 21 01 ${'00'.repeat(13)}`));
write('corrupt/unknown-measurement', encodeFrame(42, clockNs, 0, bytesOf('010203')), {
  parser: 'frame',
  value: null,
});

const ppi = { parser: 'ppi' };
const intervals = Array.from({ length: 14 }, (_, index) => polarPpi(index));
write('valid/ppi', encodeFrame(3, 0n, 0, encodePpi(intervals)), { ...ppi, value: intervals });
write('valid/ppi-contact-not-supported', encodeFrame(3, 0n, 0, bytesOf('48 3803 0a00 01')), {
  ...ppi,
  value: [{ heartRateBpm: 72, intervalMs: 824, errorMs: 10, blocked: true, contact: null }],
});
write('truncated/ppi', encodeFrame(3, 0n, 0, encodePpi(intervals).subarray(0, 20)), refused(ppi));
write('corrupt/ppi-frame-type', encodeFrame(3, 0n, 0x80, encodePpi(intervals)), refused(ppi));
