// Writes test/fixtures: reports as devices send them, and beside each what it means, both from the same truth. The reports come
// from the simulators, which share no code with the parser; those named real-* are of real devices: fixtures/README.md tells
// whose. Run: node test/generate-fixtures.mjs
import { writeFileSync } from 'node:fs';
import { DualSenseSimulator, DualShock4Simulator, SwitchSimulator } from '@modlink/simulators/hid';

/** Counts that can be seen at a glance: 8192 per g and 16 per degree/s (PlayStation), 4096 and 14.285 (Nintendo). */
const g = 9.80665;
const degree = Math.PI / 180;
const motion = () => ({ accel: [g, -g / 2, g / 4], gyro: [10 * degree, -20 * degree, 30 * degree] });
const plain = { gyroRest: 0, gyroPerDegree: 16, accelPlus: 8192, accelMinus: -8192 };
const playStation = { motion, axes: [plain, plain, plain], battery: 0x15 };
const counts = { accel: [8192, -4096, 2048], gyro: [160, -320, 480] };
const none = { accelOrigin: 0, gyroOrigin: 0 };
const nintendo = { motion, axes: [none, none, none], firstTimer: 250, battery: 5 };
const switchCounts = { accel: [4096, -2048, 1024], gyro: [143, -286, 429] };

function write(name, bytes, parser, expected) {
  writeFileSync(new URL(`fixtures/${name}.bin`, import.meta.url), bytes);
  const text = JSON.stringify({ parser, expected }, null, 1);
  writeFileSync(new URL(`fixtures/${name}.json`, import.meta.url), `${text}\n`);
}

/** A report as it is, without its end, and with one bit changed; `corrupt` tells what is made of the last. */
function writeAll(name, parser, bytes, packet, corrupt) {
  write(`valid/${name}`, bytes, parser, { packet });
  write(`truncated/${name}`, bytes.subarray(0, bytes.length - 17), parser, { rejected: 'wrong-length' });
  if (corrupt === undefined) return;
  const changed = Buffer.from(bytes);
  changed[20] ^= 0x10;
  write(`corrupt/${name}`, changed, parser, { rejected: corrupt });
}

const charging = { percent: 55, charging: 'charging' };

const usb5 = new DualSenseSimulator({ ...playStation, firstCounter: 255, firstTicks: 2 ** 32 - 6000 });
const place5 = { counter: 255, ticks: 2 ** 32 - 6000 };
writeAll('dualsense-usb', 'dualsense', usb5.nextReports()[0], {
  connection: 'usb',
  ...place5,
  ...counts,
  battery: charging,
});

const bluetooth5 = new DualSenseSimulator({
  ...playStation,
  connection: 'bluetooth',
  firstCounter: 254,
  firstTicks: 2 ** 32 - 18000,
});
write('valid/dualsense-bluetooth-short', bluetooth5.nextReports()[0], 'dualsense', { rejected: 'no-motion' });
write('valid/dualsense-calibration', bluetooth5.featureReport(5), 'playstation-calibration', {
  accel: [8192, 8192, 8192].map((countsPerG) => ({ offset: 0, countsPerG })),
  gyro: [16, 16, 16].map((countsPerDegree) => ({ offset: 0, countsPerDegree })),
});
writeAll(
  'dualsense-bluetooth',
  'dualsense',
  bluetooth5.nextReports()[0],
  {
    connection: 'bluetooth',
    ...place5,
    ...counts,
    battery: charging,
  },
  'wrong-checksum',
);

const usb4 = new DualShock4Simulator({ ...playStation, firstCounter: 63, firstTicks: 65000 });
writeAll('dualshock4-usb', 'dualshock4', usb4.nextReports()[0], {
  connection: 'usb',
  counter: 63,
  ticks: 65000,
  ...counts,
  battery: charging,
});
const bluetooth4 = new DualShock4Simulator({
  ...playStation,
  connection: 'bluetooth',
  firstCounter: 63,
  firstTicks: 65000,
});
write('valid/dualshock4-calibration', bluetooth4.featureReport(5), 'playstation-calibration', {
  accel: [8192, 8192, 8192].map((countsPerG) => ({ offset: 0, countsPerG })),
  gyro: [16, 16, 16].map((countsPerDegree) => ({ offset: 0, countsPerDegree })),
});
writeAll(
  'dualshock4-bluetooth',
  'dualshock4',
  bluetooth4.nextReports()[0],
  {
    connection: 'bluetooth',
    counter: 63,
    ticks: 65000,
    ...counts,
    battery: charging,
  },
  'wrong-checksum',
);
const adaptor = new DualShock4Simulator({
  ...playStation,
  model: 'adaptor',
  isControllerConnected: () => false,
});
write('valid/dualshock4-adaptor-alone', adaptor.nextReports()[0], 'dualshock4', {
  rejected: 'no-controller',
});

const joyCon = new SwitchSimulator(nintendo);
const command = (subcommand, ...argument) => {
  const report = new Uint8Array(49);
  report.set([1, 0, 0, 1, 64, 64, 0, 1, 64, 64, subcommand, ...argument]);
  return joyCon.takeOutputReport(report)[0];
};
write('valid/switch-flash', command(0x10, 0x20, 0x60, 0, 0, 24), 'switch-flash', {
  address: 0x6020,
  lengthBytes: 24,
});
command(0x40, 1);
command(0x03, 0x30);
const samples = [switchCounts, switchCounts, switchCounts];
const switchBattery = { percent: 50, charging: 'charging' };
writeAll('switch', 'switch', joyCon.nextReports()[0], { ticks: 250, battery: switchBattery, samples });

// Of real devices.
const bytes = (hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
write(
  'valid/real-dualsense-calibration',
  bytes(
    '05 feff fcff feff 8322 78dd 9222 5fdd 9522 6ddd 1c02 1c02 f21f eddf e320 dae0 ee1f dfdf 0b00 0000 0000',
  ),
  'playstation-calibration',
  {
    // (plus - minus) / 2 and (plus + minus) / 2 of 8178 -8211, 8419 -7974, 8174 -8225.
    accel: [
      { offset: -16.5, countsPerG: 8194.5 },
      { offset: 222.5, countsPerG: 8196.5 },
      { offset: -25.5, countsPerG: 8199.5 },
    ],
    // (plus - minus) / (540 + 540) of 8835 -8840, 8850 -8865, 8853 -8851.
    gyro: [17675, 17715, 17704].map((span) => ({ offset: 0, countsPerDegree: span / 1080 })),
  },
);
write(
  'valid/real-switch-user-calibration',
  bytes('b2a1 7600 a6fe ea02 0040 0040 0040 0e00 fcff e0ff 3b34 3b34 3b34'),
  'switch-user-calibration',
  {
    accel: [118, -346, 746].map((origin) => ({ offset: 0, countsPerG: (16384 - origin) / 4 })),
    gyro: [14, -4, -32].map((origin) => ({ offset: origin, countsPerDegree: (13371 - origin) / 936 })),
  },
);
